#include "nfc/type2_tag.hpp"

#include <algorithm>
#include <string>

namespace kazasu::drivers {
namespace {

// READ answers within 5 ms, WRITE within 10 (NTAG213 data sheet, 10.2 and 10.4).
constexpr std::int64_t kLimitUs = 20'000;
constexpr std::uint8_t kRead = 0x30, kWrite = 0xA2, kAcknowledged = 0x0A;

}  // namespace

Result<Bytes> Type2Tag::exchange(BytesView frame) {
  auto answer = link_->exchange(frame, kLimitUs);
  if (!answer && answer.error().code == ErrorCode::card_timeout) return link_->exchange(frame, kLimitUs);
  return answer;
}

Result<std::array<std::uint8_t, Type2Tag::kReadBytes>> Type2Tag::read(std::uint8_t page) {
  auto answer = exchange(std::array{kRead, page});
  if (!answer) return answer.error();
  if (answer->size() == 1)
    return Error{ErrorCode::card_refused, "type 2 tag: READ of page " + std::to_string(page) + " is not acknowledged"};
  if (answer->size() != kReadBytes)
    return Error{ErrorCode::card_answer_invalid,
                 "type 2 tag: READ answers " + std::to_string(answer->size()) + " bytes, 16 are wanted"};
  std::array<std::uint8_t, kReadBytes> data{};
  std::copy(answer->begin(), answer->end(), data.begin());
  return data;
}

Result<void> Type2Tag::write(std::uint8_t page, const std::array<std::uint8_t, 4>& data) {
  const std::array<std::uint8_t, 6> frame{kWrite, page, data[0], data[1], data[2], data[3]};
  auto answer = exchange(frame);
  if (!answer) return answer.error();
  // Most readers keep the four bits of the acknowledgement to themselves.
  const bool acknowledged = answer->empty() || (answer->size() == 1 && answer->front() == kAcknowledged);
  if (!acknowledged)
    return Error{ErrorCode::card_refused, "type 2 tag: WRITE of page " + std::to_string(page) + " is not acknowledged"};
  return {};
}

}  // namespace kazasu::drivers
