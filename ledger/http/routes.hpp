#pragma once

#include "http/attempt_limiter.hpp"
#include "http/message.hpp"
#include "kazasu/ledger/ledger.hpp"

namespace kazasu::ledger {

inline constexpr std::size_t kBodyBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kPlainBodyBytesMax = 64 * 1024 * 1024;

/// From a request to the ledger and back. Thread: any. Never throws.
class Routes {
 public:
  Routes(Ledger& ledger, Clock& clock) : ledger_(ledger), enrollment_attempts_(clock) {}

  HttpAnswer answer(const HttpRequest& request);

 private:
  HttpAnswer route(const HttpRequest& request);
  HttpAnswer enroll(const HttpRequest& request);
  HttpAnswer renew(const HttpRequest& request);
  HttpAnswer batches(const HttpRequest& request);
  HttpAnswer catalog(const HttpRequest& request, std::string_view query);
  HttpAnswer chunk(const HttpRequest& request, std::string_view sha256_hex);
  HttpAnswer authorize(const HttpRequest& request);
  HttpAnswer verdicts(const HttpRequest& request, std::string_view query);

  Ledger& ledger_;
  AttemptLimiter enrollment_attempts_;
};

/// The ErrorAnswer to an error, with the status that fits its code.
HttpAnswer error_answer(const Error& error, std::uint64_t expected_seq = 0);

}  // namespace kazasu::ledger
