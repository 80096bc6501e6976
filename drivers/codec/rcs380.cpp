#include "codec/rcs380.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace kazasu::drivers::rcs380 {
namespace {

constexpr std::array<std::uint8_t, 5> kStart{0x00, 0x00, 0xFF, 0xFF, 0xFF};
constexpr std::size_t kLengthBytes = 3, kEndBytes = 2;

std::uint8_t complement(BytesView bytes) {
  return static_cast<std::uint8_t>(0x100U - (std::accumulate(bytes.begin(), bytes.end(), 0U) & 0xFFU));
}

Error invalid(const char* what) {
  return {ErrorCode::card_answer_invalid, std::string{"RC-S380: "} + what};
}

}  // namespace

Result<Bytes> frame(BytesView data) {
  if (data.empty() || data.size() > kDataBytesMax)
    return Error{ErrorCode::limit_exceeded, "RC-S380: a frame has 1 to 290 bytes of data"};
  const std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(data.size() & 0xFF),
                                           static_cast<std::uint8_t>(data.size() >> 8)};
  Bytes bytes{kStart.begin(), kStart.end()};
  bytes.insert(bytes.end(), {length[0], length[1], complement(length)});
  bytes.insert(bytes.end(), data.begin(), data.end());
  bytes.insert(bytes.end(), {complement(data), 0x00});
  return bytes;
}

Result<Bytes> parse_frame(BytesView bytes) {
  if (bytes.size() < kStart.size() + kLengthBytes || !std::equal(kStart.begin(), kStart.end(), bytes.begin()))
    return invalid("no start of a frame");
  const BytesView length = bytes.subspan(kStart.size(), kLengthBytes);
  if (complement(length) != 0) return invalid("the length's sum is wrong");
  const auto size = static_cast<std::size_t>(length[0] | length[1] << 8);
  const BytesView rest = bytes.subspan(kStart.size() + kLengthBytes);
  if (size == 0 || size > kDataBytesMax || rest.size() < size + kEndBytes) return invalid("a frame of a wrong length");
  if (complement(rest.first(size)) != rest[size]) return invalid("the data's sum is wrong");
  return Bytes{rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::uint16_t communication_limit(std::uint32_t milliseconds) {
  constexpr std::uint64_t kUnits = 10, kMost = 0xFFFF;
  if (milliseconds == 0) return 0;
  return static_cast<std::uint16_t>(std::min((std::uint64_t{milliseconds} + 1) * kUnits, kMost));
}

Result<CommunicationAnswer> parse_communication_answer(BytesView data) {
  constexpr std::size_t kHeaderBytes = 2, kStatusBytes = 4;
  if (data.size() < kHeaderBytes + kStatusBytes || data[0] != 0xD7 || data[1] != 0x05)
    return invalid("no answer of InCommRF");
  CommunicationAnswer answer;
  for (std::size_t i = 0; i < kStatusBytes; ++i)
    answer.status |= static_cast<std::uint32_t>(data[kHeaderBytes + i]) << (8 * i);
  const BytesView rest = data.subspan(kHeaderBytes + kStatusBytes);
  if (answer.status != 0) return answer;
  if (rest.empty()) return invalid("an answer with no count of bits");
  answer.last_byte_bits = rest.front();
  answer.data.assign(rest.begin() + 1, rest.end());
  return answer;
}

}  // namespace kazasu::drivers::rcs380
