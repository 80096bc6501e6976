#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "kazasu/seams/clock.hpp"

namespace kazasu::ledger {

/// Slows down the guessing of enrolment codes: after some failures from one address, or many from all, attempts are
/// refused until a minute has passed. Memory is bounded. Thread: any.
class AttemptLimiter {
 public:
  explicit AttemptLimiter(Clock& clock) : clock_(clock) {}

  bool may_try(const std::string& address);
  void failed(const std::string& address);

 private:
  static constexpr int kFailuresOfAddress = 10;
  static constexpr int kFailuresOfAll = 100;
  static constexpr std::int64_t kWindowNs = 60'000'000'000;
  static constexpr std::size_t kAddressesMax = 4'096;

  void begin_window_if_due();

  Clock& clock_;
  std::mutex mutex_;
  std::int64_t window_began_ns_ = 0;
  int failures_ = 0;
  std::map<std::string, int> failures_of_;
};

}  // namespace kazasu::ledger
