#include "codec/transparent_session.hpp"

#include <array>
#include <string>

#include "codec/tlv.hpp"

namespace kazasu::drivers::transparent_session {
namespace {

constexpr std::uint8_t kInstruction = 0xC2;
constexpr std::uint8_t kManage = 0x00, kExchange = 0x01, kSwitch = 0x02;  // P2

enum Tag : std::uint16_t {
  kStart = 0x81,
  kEnd = 0x82,
  kFieldOn = 0x84,
  kProtocol = 0x8F,
  kLastBits = 0x92,
  kTransceive = 0x95,
  kFrameStatus = 0x96,
  kReceived = 0x97,
  kError = 0xC0,
  kTimer = 0x5F46,
};

Error invalid(const std::string& what) {
  return {ErrorCode::card_answer_invalid, "transparent session: " + what};
}

Bytes manage_command(std::uint16_t tag) {
  Bytes objects;
  tlv::append(objects, tag, {});
  return apdu::command(kInstruction, 0x00, kManage, objects);
}

Result<Objects> checked_objects(const apdu::Answer& answer) {
  constexpr std::uint16_t kNotSupported = 0x6A81, kNoInstruction = 0x6D00;
  if (answer.status == kNotSupported || answer.status == kNoInstruction)
    return Error{ErrorCode::unsupported, "transparent session: the reader has none (6A81, 6D00)"};
  if (answer.status != apdu::kSuccess) return apdu::unexpected_status("transparent session", answer.status);
  auto objects = parse_objects(answer.data);
  if (!objects) return objects;
  if (!objects->error || objects->error->size() != 3) return invalid("no object C0 of 3 bytes");
  const auto status = static_cast<std::uint16_t>((*objects->error)[1] << 8 | (*objects->error)[2]);
  constexpr std::uint16_t kNoAnswer = 0x6401, kSessionHeld = 0x698A;
  if (status == kNoAnswer) return Error{ErrorCode::card_timeout, "transparent session: the card did not answer (6401)"};
  if (status == kSessionHeld) {
    return Error{ErrorCode::device_busy, "transparent session: another program holds it (698A)"};
  }
  if (status != apdu::kSuccess) return apdu::unexpected_status("transparent session, object C0", status);
  return objects;
}

}  // namespace

Bytes start_command() {
  return manage_command(kStart);
}
Bytes end_command() {
  return manage_command(kEnd);
}
Bytes field_on_command() {
  return manage_command(kFieldOn);
}

Bytes switch_to_felica_command() {
  constexpr std::array<std::uint8_t, 2> kFelica{0x03, 0x00};  // standard, layer
  Bytes objects;
  tlv::append(objects, kProtocol, kFelica);
  return apdu::command(kInstruction, 0x00, kSwitch, objects);
}

Bytes transceive_command(BytesView frame, std::uint32_t time_limit_us) {
  std::array<std::uint8_t, 4> timer{};
  for (std::size_t i = 0; i < timer.size(); ++i) timer[i] = static_cast<std::uint8_t>(time_limit_us >> (8 * i) & 0xFF);
  Bytes objects;
  tlv::append(objects, kTimer, timer);
  tlv::append(objects, kTransceive, frame);
  return apdu::command(kInstruction, 0x00, kExchange, objects);
}

Result<Objects> parse_objects(BytesView data) {
  Objects objects;
  tlv::Reader reader{data, "transparent session"};
  while (!reader.at_end()) {
    auto object = reader.next();
    if (!object) return object.error();
    const auto& [tag, value] = *object;
    Bytes bytes{value.begin(), value.end()};
    if (tag == kError) objects.error = std::move(bytes);
    if (tag == kLastBits) objects.last_bits = std::move(bytes);
    if (tag == kFrameStatus) objects.frame_status = std::move(bytes);
    if (tag == kReceived) objects.received = std::move(bytes);
  }
  return objects;
}

Result<void> check(const apdu::Answer& answer) {
  auto objects = checked_objects(answer);
  if (!objects) return objects.error();
  return {};
}

Result<Bytes> received_frame(const apdu::Answer& answer) {
  auto objects = checked_objects(answer);
  if (!objects) return objects.error();
  if (objects->frame_status && !objects->frame_status->empty() && (objects->frame_status->front() & 0x0F) != 0) {
    return invalid("the frame came damaged (object 96: CRC, collision, parity or framing)");
  }
  if (!objects->received) return invalid("no received frame (object 97)");
  return std::move(*objects->received);
}

}  // namespace kazasu::drivers::transparent_session
