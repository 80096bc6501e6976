#include "kazasu/drivers/scan/repeat_filter.hpp"

namespace kazasu::drivers {

bool RepeatFilter::repeats(const ScanSighting& scan, std::int64_t monotonic_ns) {
  if (window_.count() == 0) return false;
  const bool same = any_ && scan.symbology == last_.symbology && scan.data == last_.data;
  const bool within = monotonic_ns - last_ns_ < std::chrono::nanoseconds{window_}.count();
  if (!same) last_ = scan;
  any_ = true;
  last_ns_ = monotonic_ns;
  return same && within;
}

}  // namespace kazasu::drivers
