#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::ledger {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< to listen on
  std::uint16_t port = 0;             ///< 0: any that is free
  std::size_t connections_max = 1'024;
  unsigned threads = 4;                    ///< that work on requests
  std::chrono::seconds read_timeout{30};   ///< a whole request, also the wait for one on a kept-alive connection
  std::chrono::seconds write_timeout{30};  ///< a whole answer
};

/// The ledger over HTTPS: TLS 1.2 or later; a certificate of the ledger's authority is asked of everybody and needed
/// for everything but enrolment.
class Server {
 public:
  /// Listens already when it returns. `ledger` and `clock` outlive it. `invalid_argument` for an address that cannot be
  /// listened on.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const ServerIdentity& identity,
                                               Ledger& ledger, Clock& clock);
  /// Stops.
  virtual ~Server() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Requests under way get their answers, within the write timeout; then all connections are closed. Thread: any.
  virtual void stop() = 0;
};

}  // namespace kazasu::ledger
