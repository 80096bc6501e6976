#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

struct TransportRequest {
  std::string method;  ///< "GET", "POST"
  std::string target;  ///< path and query, as in "/v1/catalog?since=7"
  Bytes body;
  std::string content_type = "application/x-protobuf";  ///< of a body that is not empty
};

struct TransportAnswer {
  int status = 0;                       ///< HTTP status
  Bytes body;                           ///< decompressed
  std::chrono::seconds retry_after{0};  ///< what a busy server asked to wait for (RFC 9110, 10.2.3); 0: nothing
};

/// A request, an answer, a deadline. Thread: one request at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Blocks until the answer, the deadline (`timed_out`), `cancel` (`cancelled`) or `network_unreachable`.
  virtual Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds deadline) = 0;
  /// Likewise, and uses the time until the answer: `meanwhile` runs once, on the caller's thread, when the request is
  /// on its way. A transport that cannot tell runs it before.
  virtual Result<TransportAnswer> send_and_use_wait(const TransportRequest& request, std::chrono::milliseconds deadline,
                                                    const std::function<void()>& meanwhile) {
    meanwhile();
    return send(request, deadline);
  }
  /// Ends a `send` under way and all later ones. Thread: any.
  virtual void cancel() = 0;
};

}  // namespace kazasu
