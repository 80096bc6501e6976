#include "http/attempt_limiter.hpp"

namespace kazasu::ledger {

bool AttemptLimiter::may_try(const std::string& address) {
  const std::lock_guard lock{mutex_};
  begin_window_if_due();
  const auto found = failures_of_.find(address);
  const int of_address = found == failures_of_.end() ? 0 : found->second;
  return failures_ < kFailuresOfAll && of_address < kFailuresOfAddress;
}

void AttemptLimiter::failed(const std::string& address) {
  const std::lock_guard lock{mutex_};
  begin_window_if_due();
  ++failures_;
  if (failures_of_.size() < kAddressesMax || failures_of_.contains(address)) ++failures_of_[address];
}

void AttemptLimiter::begin_window_if_due() {
  const std::int64_t now = clock_.monotonic_ns();
  if (now - window_began_ns_ < kWindowNs) return;
  window_began_ns_ = now;
  failures_ = 0;
  failures_of_.clear();
}

}  // namespace kazasu::ledger
