#include "supervised/helper_packet.hpp"

#include <array>
#include <string>

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kOk = 0, kError = 1;

bool is_error_code(std::uint16_t number) {
  constexpr std::array codes{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) ErrorCode::name,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  };
  for (const ErrorCode code : codes) {
    if (static_cast<int>(code) == number) return true;
  }
  return false;
}

}  // namespace

Bytes encode_answer(const Error& error) {
  PacketWriter to;
  to.byte(kError);
  to.word(static_cast<std::size_t>(error.code));
  to.counted(as_bytes(error.detail));
  return to.take();
}

Bytes encode_answer(BytesView content) {
  Bytes bytes{kOk};
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

Result<Bytes> parse_answer(BytesView bytes) {
  if (bytes.empty() || bytes[0] > kError)
    return Error{ErrorCode::message_invalid, "helper: an answer that makes no sense"};
  const BytesView rest = bytes.subspan(1);
  if (bytes[0] == kOk) return Bytes{rest.begin(), rest.end()};
  PacketReader from{rest};
  const std::uint16_t number = from.word();
  const Bytes detail = from.counted();
  if (!from.whole() || !is_error_code(number))
    return Error{ErrorCode::message_invalid, "helper: an answer that makes no sense"};
  return Error{static_cast<ErrorCode>(number), std::string{as_text(detail)}};
}

}  // namespace kazasu::drivers
