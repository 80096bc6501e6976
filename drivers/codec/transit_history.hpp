#pragma once

#include <array>
#include <cstdint>

#include "kazasu/values/time.hpp"

namespace kazasu::drivers {

/// One ride or purchase in a transit card's open history (system 0003, service 090F). It is public and proves nothing
/// of the holder; it is personal, so that it goes into no log.
struct TransitEntry {
  Date date;
  std::uint16_t balance_yen = 0;
};
/// A block of the history. Month and day are as the card has them, 0 to 15 and 0 to 31.
TransitEntry parse_transit_entry(const std::array<std::uint8_t, 16>& block);

}  // namespace kazasu::drivers
