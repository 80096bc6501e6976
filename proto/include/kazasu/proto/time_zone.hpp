#pragma once

#include <string_view>

#include "kazasu/values/result.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::proto {

/// The zone's offsets from 1970 to 2037 by this machine's tz database; after that the last one holds, so programs are
/// made anew before then. At the edge only: what is recorded carries the offsets. `invalid_argument` if there is no
/// such zone. Reads files; any thread.
Result<TimeZone> load_time_zone(std::string_view name);

}  // namespace kazasu::proto
