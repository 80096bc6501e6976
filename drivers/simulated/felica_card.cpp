#include "kazasu/drivers/simulated/felica_card.hpp"

#include <algorithm>

namespace kazasu::simulators {
namespace {

bool half_matches(std::uint16_t asked, std::uint16_t own, int shift) {
  const auto half = asked >> shift & 0xFF;
  return half == 0xFF || half == (own >> shift & 0xFF);
}

Bytes frame_of(std::uint8_t code, const Idm& idm, BytesView rest) {
  Bytes frame{static_cast<std::uint8_t>(2 + idm.size() + rest.size()), code};
  frame.insert(frame.end(), idm.begin(), idm.end());
  frame.insert(frame.end(), rest.begin(), rest.end());
  return frame;
}

}  // namespace

std::optional<Bytes> FelicaCardBase::answer_polling(BytesView frame) const {
  if (frame.size() != 6) return std::nullopt;
  const auto asked = static_cast<std::uint16_t>(frame[2] << 8 | frame[3]);
  for (const std::uint16_t system : systems()) {
    if (!half_matches(asked, system, 8) || !half_matches(asked, system, 0)) continue;
    Bytes rest{pmm_.begin(), pmm_.end()};
    constexpr std::uint8_t kSystemCode = 1, kPerformance = 2;
    if (frame[4] == kSystemCode) {
      rest.insert(rest.end(), {static_cast<std::uint8_t>(system >> 8), static_cast<std::uint8_t>(system & 0xFF)});
    } else if (frame[4] == kPerformance) {
      rest.insert(rest.end(), {0x00, 0x83});  // 212 and 424 kbit/s, found by itself
    }
    return frame_of(0x01, idm_, rest);
  }
  return std::nullopt;
}

std::optional<Bytes> FelicaCardBase::exchange(BytesView frame) {
  if (frame.size() < 2 || frame[0] != frame.size()) return std::nullopt;
  constexpr std::uint8_t kPolling = 0x00;
  if (frame[1] == kPolling) return answer_polling(frame);
  constexpr std::size_t kHeaderBytes = 2 + sizeof(Idm);
  if (frame.size() < kHeaderBytes || !std::equal(idm_.begin(), idm_.end(), frame.begin() + 2)) return std::nullopt;
  const auto rest = answer(frame[1], frame.subspan(kHeaderBytes));
  if (!rest) return std::nullopt;
  return frame_of(static_cast<std::uint8_t>(frame[1] + 1), idm_, *rest);
}

std::optional<Bytes> FelicaCard::answer(std::uint8_t code, BytesView) {
  constexpr std::uint8_t kRequestResponse = 0x04, kRequestSystemCode = 0x0C;
  if (code == kRequestResponse) return Bytes{0x00};
  if (code == kRequestSystemCode)
    return Bytes{0x01, static_cast<std::uint8_t>(system_ >> 8), static_cast<std::uint8_t>(system_ & 0xFF)};
  return std::nullopt;
}

std::optional<Bytes> TransitCard::answer(std::uint8_t code, BytesView parameters) {
  constexpr std::uint8_t kRequestService = 0x02;
  if (code == kRequestService && !parameters.empty() && parameters.size() == 1U + 2U * parameters[0]) {
    // One service is there: 090F, the history.
    Bytes versions{parameters[0]};
    for (std::size_t i = 1; i < parameters.size(); i += 2) {
      const bool there = parameters[i] == 0x0F && parameters[i + 1] == 0x09;
      versions.insert(versions.end(), there ? std::initializer_list<std::uint8_t>{0x01, 0x00}
                                            : std::initializer_list<std::uint8_t>{0xFF, 0xFF});
    }
    return versions;
  }
  constexpr std::uint8_t kRequestResponse = 0x04, kRequestSystemCode = 0x0C;
  if (code == kRequestResponse) return Bytes{0x00};
  if (code == kRequestSystemCode) return Bytes{0x02, 0x00, 0x03, 0xFE, 0x00};
  return std::nullopt;
}

}  // namespace kazasu::simulators
