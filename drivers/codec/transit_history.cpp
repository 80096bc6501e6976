#include "codec/transit_history.hpp"

namespace kazasu::drivers {

TransitEntry parse_transit_entry(const std::array<std::uint8_t, 16>& block) {
  constexpr int kFirstYear = 2000;
  const unsigned date = static_cast<unsigned>(block[4] << 8 | block[5]);  // year, month, day: 7, 4 and 5 bits
  return {.date = {std::chrono::year{kFirstYear + static_cast<int>(date >> 9)}, std::chrono::month{date >> 5 & 0x0F},
                   std::chrono::day{date & 0x1F}},
          .balance_yen = static_cast<std::uint16_t>(block[10] | block[11] << 8)};
}

}  // namespace kazasu::drivers
