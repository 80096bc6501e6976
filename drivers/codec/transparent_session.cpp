#include "codec/transparent_session.hpp"

#include <array>
#include <string>

namespace kazasu::drivers::transparent_session {
namespace {

constexpr std::uint8_t kInstruction = 0xC2;
constexpr std::uint8_t kManage = 0x00, kExchange = 0x01, kSwitch = 0x02;  // P2

enum Tag : std::uint32_t {
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

void append_object(Bytes& objects, std::uint32_t tag, BytesView value) {
  if (tag > 0xFF) objects.push_back(static_cast<std::uint8_t>(tag >> 8));
  objects.push_back(static_cast<std::uint8_t>(tag & 0xFF));
  if (value.size() > 0xFF) {
    objects.insert(objects.end(), {0x82, static_cast<std::uint8_t>(value.size() >> 8 & 0xFF)});
  } else if (value.size() > 0x7F) {
    objects.push_back(0x81);
  }
  objects.push_back(static_cast<std::uint8_t>(value.size() & 0xFF));
  objects.insert(objects.end(), value.begin(), value.end());
}

Bytes manage_command(std::uint32_t tag) {
  Bytes objects;
  append_object(objects, tag, {});
  return apdu::command(kInstruction, 0x00, kManage, objects);
}

/// One object after the other out of a buffer that may end anywhere.
class ObjectReader {
 public:
  explicit ObjectReader(BytesView left) : left_(left) {}

  [[nodiscard]] bool at_end() const { return left_.empty(); }

  Result<std::pair<std::uint32_t, BytesView>> next() {
    constexpr std::uint8_t kMoreTagBytes = 0x1F, kLongLength = 0x80;
    std::uint32_t tag = take();
    if ((tag & kMoreTagBytes) == kMoreTagBytes) tag = tag << 8 | take();
    std::size_t length = take();
    if (length >= kLongLength) {
      const std::size_t bytes = length & 0x7F;
      if (bytes < 1 || bytes > 2) return invalid("an object's length has " + std::to_string(bytes) + " bytes");
      length = 0;
      for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | take();
    }
    if (cut_ || length > left_.size()) return invalid("an object goes beyond the answer");
    const BytesView value = left_.first(length);
    left_ = left_.subspan(length);
    return std::pair{tag, value};
  }

 private:
  std::uint8_t take() {
    if (left_.empty()) {
      cut_ = true;
      return 0;
    }
    const std::uint8_t byte = left_.front();
    left_ = left_.subspan(1);
    return byte;
  }

  BytesView left_;
  bool cut_ = false;
};

Result<Objects> checked_objects(const apdu::Answer& answer) {
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
  append_object(objects, kProtocol, kFelica);
  return apdu::command(kInstruction, 0x00, kSwitch, objects);
}

Bytes transceive_command(BytesView frame, std::uint32_t time_limit_us) {
  std::array<std::uint8_t, 4> timer{};
  for (std::size_t i = 0; i < timer.size(); ++i) timer[i] = static_cast<std::uint8_t>(time_limit_us >> (8 * i) & 0xFF);
  Bytes objects;
  append_object(objects, kTimer, timer);
  append_object(objects, kTransceive, frame);
  return apdu::command(kInstruction, 0x00, kExchange, objects);
}

Result<Objects> parse_objects(BytesView data) {
  Objects objects;
  ObjectReader reader{data};
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
