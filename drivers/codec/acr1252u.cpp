#include "codec/acr1252u.hpp"

namespace kazasu::drivers::acr1252u {

Result<Bytes> felica_command(BytesView frame) {
  constexpr std::size_t kFrameBytesMax = 255;
  if (frame.empty() || frame.size() > kFrameBytesMax)
    return Error{ErrorCode::limit_exceeded, "ACR1252U raw command: a frame has 1 to 255 bytes"};
  Bytes bytes{0xFF, 0x00, 0x00, 0x00, static_cast<std::uint8_t>(frame.size())};
  bytes.insert(bytes.end(), frame.begin(), frame.end());
  return bytes;
}

Result<Bytes> parse_felica_answer(const apdu::Answer& answer) {
  constexpr std::uint16_t kFailed = 0x6300, kNoAnswer = 0x6401;
  if (answer.status == kFailed || answer.status == kNoAnswer)
    return Error{ErrorCode::card_timeout, "ACR1252U raw command: the card did not answer"};
  if (answer.status != apdu::kSuccess) return apdu::unexpected_status("ACR1252U raw command", answer.status);
  if (answer.data.empty()) return Error{ErrorCode::card_timeout, "ACR1252U raw command: no frame came"};
  return answer.data;
}

}  // namespace kazasu::drivers::acr1252u
