#pragma once

#include <optional>
#include <string>

#include "kazasu/ledger/ledger.hpp"

namespace kazasu::ledger {

/// A request as the routes see it: no socket, no TLS.
struct HttpRequest {
  std::string method;
  std::string target;  ///< path and query
  std::string content_type;
  std::string content_encoding;
  bool accepts_zstd = false;
  std::string body;
  std::string address;           ///< the peer's
  std::optional<Client> client;  ///< nothing: no certificate was shown
};

struct HttpAnswer {
  int status = 200;
  std::string body;
  bool compressed = false;  ///< zstd
  int retry_after_s = 0;    ///< 0: nothing is said
  bool is_file = false;     ///< a chunk, which is a zstd frame itself: it is not compressed again
};

}  // namespace kazasu::ledger
