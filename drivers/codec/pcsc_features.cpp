#include "codec/pcsc_features.hpp"

namespace kazasu::drivers {

std::optional<std::uint32_t> find_feature(BytesView list, PcscFeature feature) {
  constexpr std::size_t kEntryBytes = 6;
  constexpr std::uint8_t kCodeBytes = 4;
  for (; list.size() >= kEntryBytes && list[1] == kCodeBytes; list = list.subspan(kEntryBytes)) {
    if (list[0] != static_cast<std::uint8_t>(feature)) continue;
    std::uint32_t code = 0;
    for (std::size_t i = 2; i < kEntryBytes; ++i) code = code << 8 | list[i];
    return code;
  }
  return std::nullopt;
}

}  // namespace kazasu::drivers
