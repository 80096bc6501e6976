#include "kazasu/proto/entry_clock.hpp"

namespace kazasu::proto {

std::int64_t wall_error_s(const v1::EntryClock& clock) {
  if (clock.earliest_s() > 0) return -clock.earliest_s();
  if (!clock.latest_unknown() && clock.latest_s() < 0) return -clock.latest_s();
  return 0;
}

}  // namespace kazasu::proto
