#include "simulated/spoiled_answer.hpp"

#include <algorithm>

namespace kazasu::drivers {

Bytes spoiled(Bytes answer, FaultKind kind) {
  if (answer.empty()) return answer;
  if (kind == FaultKind::damaged) answer[answer.size() / 2] ^= 0x10;
  if (kind == FaultKind::truncated) answer.resize(answer.size() / 2);
  if (kind == FaultKind::garbage) std::fill(answer.begin(), answer.end(), std::uint8_t{0xA5});
  return answer;
}

std::optional<Bytes> FaultyCard::exchange(BytesView frame) {
  using simulators::AirProtocol;
  if (fault_ == FaultKind::card_silent) return std::nullopt;
  if (fault_ != FaultKind::card_refuses) return card_->exchange(frame);
  constexpr std::size_t kHeaderBytes = 10;  // LEN, code, IDm
  switch (protocol()) {
    case AirProtocol::felica: {
      if (frame.size() < kHeaderBytes) return card_->exchange(frame);  // nobody refuses a Polling
      Bytes refusal{kHeaderBytes + 2, static_cast<std::uint8_t>(frame[1] + 1)};
      refusal.insert(refusal.end(), frame.begin() + 2, frame.begin() + kHeaderBytes);
      refusal.insert(refusal.end(), {0xFF, 0xA5});  // access denied
      return refusal;
    }
    case AirProtocol::iso14443a_type2: return Bytes{0x00};  // NAK
    case AirProtocol::iso14443a_iso_dep:
    case AirProtocol::iso14443b_iso_dep: break;
  }
  return Bytes{0x69, 0x82};
}

}  // namespace kazasu::drivers
