#include "kazasu/proto/time_zone.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace kazasu::proto {

Result<TimeZone> load_time_zone(std::string_view name) {
  try {
    const date::time_zone* zone = date::locate_zone(std::string{name});
    TimeZone loaded{std::string{name}, {}};
    date::sys_seconds at{std::chrono::seconds{0}};
    // The date library reads the listed transitions, which end in 2037, and not the rule for the years after them.
    const date::sys_seconds last = date::sys_days{date::year{2038} / 1 / 1};
    while (at < last) {
      const date::sys_info info = zone->get_info(at);
      const auto offset = static_cast<std::int32_t>(info.offset.count());
      if (loaded.transitions.empty() || loaded.transitions.back().utc_offset_seconds != offset) {
        loaded.transitions.push_back({at.time_since_epoch().count(), offset});
      }
      at = info.end;
    }
    return loaded;
  } catch (const std::runtime_error&) {
    return Error{ErrorCode::invalid_argument,
                 "time_zone: the tz database has no \"" + std::string{name.substr(0, 64)} + "\""};
  }
}

}  // namespace kazasu::proto
