#include "codec/pn532.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace kazasu::drivers::pn532 {
namespace {

Error invalid(const std::string& what) {
  return {ErrorCode::card_answer_invalid, "PN532: " + what};
}

std::uint8_t sum_of(BytesView bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U) & 0xFFU);
}
std::uint8_t complement(std::uint8_t sum) {
  return static_cast<std::uint8_t>(0x100U - sum);
}

/// Takes bytes off the front of an answer that may end anywhere.
class Taker {
 public:
  explicit Taker(BytesView left) : left_(left) {}
  BytesView take(std::size_t count) {
    if (count > left_.size()) {
      cut_ = true;
      count = left_.size();
    }
    const BytesView taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }
  std::uint8_t byte() {
    const BytesView taken = take(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  [[nodiscard]] bool cut() const { return cut_; }
  [[nodiscard]] bool empty() const { return left_.empty(); }

 private:
  BytesView left_;
  bool cut_ = false;
};

Bytes copy(BytesView bytes) {
  return {bytes.begin(), bytes.end()};
}

Result<FoundCard> felica_card(NfcTechnology technology, Taker& bytes) {
  constexpr std::size_t kShort = 0x12, kWithSystemCode = 0x14, kIdmBytes = 8;
  const std::size_t length = bytes.byte();
  if (length != kShort && length != kWithSystemCode) return invalid("a FeliCa target of a wrong length");
  if (bytes.byte() != 0x01) return invalid("a FeliCa target whose answer is not one to Polling");
  FoundCard card{.technology = technology, .id = copy(bytes.take(kIdmBytes)), .parameters = {}};
  card.parameters = copy(bytes.take(length - 2 - kIdmBytes));
  return card;
}

Result<FoundCard> type_a_card(Taker& bytes) {
  constexpr std::array<std::size_t, 3> kUidBytes{4, 7, 10};
  constexpr std::uint8_t kIsoDep = 0x20;
  bytes.take(2);  // SENS_RES
  const std::uint8_t sak = bytes.byte();
  const std::size_t uid_bytes = bytes.byte();
  if (std::find(kUidBytes.begin(), kUidBytes.end(), uid_bytes) == kUidBytes.end())
    return invalid("a UID of a wrong length");
  FoundCard card{.technology = NfcTechnology::iso14443a, .id = copy(bytes.take(uid_bytes)), .parameters = {sak}};
  if ((sak & kIsoDep) != 0) {
    const std::size_t ats_bytes = bytes.byte();  // TL counts itself
    if (ats_bytes == 0) return invalid("an ATS of length 0");
    const BytesView ats = bytes.take(ats_bytes - 1);
    card.parameters.push_back(static_cast<std::uint8_t>(ats_bytes));
    card.parameters.insert(card.parameters.end(), ats.begin(), ats.end());
  }
  return card;
}

Result<FoundCard> type_b_card(Taker& bytes) {
  constexpr std::size_t kPupiBytes = 4, kRestBytes = 7;
  if (bytes.byte() != 0x50) return invalid("a type B target without ATQB");
  FoundCard card{.technology = NfcTechnology::iso14443b, .id = copy(bytes.take(kPupiBytes)), .parameters = {}};
  card.parameters = copy(bytes.take(kRestBytes));
  bytes.take(bytes.byte());  // ATTRIB_RES
  return card;
}

Result<FoundCard> card_of(NfcTechnology technology, Taker& bytes) {
  switch (technology) {
    case NfcTechnology::felica_212:
    case NfcTechnology::felica_424: return felica_card(technology, bytes);
    case NfcTechnology::iso14443a: return type_a_card(bytes);
    case NfcTechnology::iso14443b: return type_b_card(bytes);
  }
  return invalid("no such technology");
}

}  // namespace

Result<Bytes> frame(BytesView tfi_and_data) {
  if (tfi_and_data.empty() || tfi_and_data.size() > kDataBytesMax + 1)
    return Error{ErrorCode::limit_exceeded, "PN532: a frame has 1 to 265 bytes of data"};
  Bytes bytes{0x00, 0x00, 0xFF};
  const std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(tfi_and_data.size() >> 8),
                                           static_cast<std::uint8_t>(tfi_and_data.size() & 0xFF)};
  if (length[0] == 0) {
    bytes.insert(bytes.end(), {length[1], complement(length[1])});
  } else {
    bytes.insert(bytes.end(), {0xFF, 0xFF, length[0], length[1], complement(sum_of(length))});
  }
  bytes.insert(bytes.end(), tfi_and_data.begin(), tfi_and_data.end());
  bytes.insert(bytes.end(), {complement(sum_of(tfi_and_data)), 0x00});
  return bytes;
}

Result<Frame> parse_frame(BytesView bytes) {
  constexpr std::array<std::uint8_t, 2> kStart{0x00, 0xFF};
  constexpr std::uint8_t kApplicationError = 0x7F;
  const auto start = std::search(bytes.begin(), bytes.end(), kStart.begin(), kStart.end());
  if (start == bytes.end()) return invalid("no start of a frame");
  Taker rest{bytes.subspan(static_cast<std::size_t>(start - bytes.begin()) + kStart.size())};
  const std::uint8_t first = rest.byte(), second = rest.byte();
  if (rest.cut()) return invalid("a frame that ends in its length");
  if (first == 0x00 && second == 0xFF) return Frame{.type = Frame::Type::ack, .data = {}};
  if (first == 0xFF && second == 0x00) return Frame{.type = Frame::Type::nack, .data = {}};
  std::size_t length = first;
  if (first == 0xFF && second == 0xFF) {
    const BytesView extended = rest.take(3);
    if (rest.cut() || sum_of(extended) != 0) return invalid("the length's sum is wrong");
    length = static_cast<std::size_t>(extended[0] << 8 | extended[1]);
  } else if (static_cast<std::uint8_t>(first + second) != 0) {
    return invalid("the length's sum is wrong");
  }
  if (length == 0 || length > kDataBytesMax + 1) return invalid("a frame of a wrong length");
  const BytesView data = rest.take(length);
  const std::uint8_t sum = rest.byte();
  if (rest.cut()) return invalid("a frame that ends in its data");
  if (static_cast<std::uint8_t>(sum_of(data) + sum) != 0) return invalid("the data's sum is wrong");
  const bool error = data.size() == 1 && data[0] == kApplicationError;
  return Frame{.type = error ? Frame::Type::error : Frame::Type::data, .data = error ? Bytes{} : copy(data)};
}

Result<void> check_status(std::uint8_t status) {
  constexpr std::uint8_t kErrorBits = 0x3F, kSilent = 0x01, kWrongContext = 0x27, kReleased = 0x29, kCardGone = 0x2B;
  switch (status & kErrorBits) {
    case 0x00: return {};
    case kSilent: return Error{ErrorCode::card_timeout, "PN532: the card did not answer (01)"};
    case kWrongContext: return Error{ErrorCode::card_removed, "PN532: no card is selected (27)"};
    case kReleased:
    case kCardGone: return Error{ErrorCode::card_removed, "PN532: the card has gone (29, 2B)"};
    default: break;
  }
  return invalid("status " + to_hex(std::array{static_cast<std::uint8_t>(status & kErrorBits)}));
}

Bytes list_command(const PollingStep& step) {
  constexpr std::uint8_t kInListPassiveTarget = 0x4A, kTargetsMax = 2, kSystemCodeWanted = 1, kFourSlots = 3;
  const auto high = static_cast<std::uint8_t>(step.system_code >> 8);
  const auto low = static_cast<std::uint8_t>(step.system_code & 0xFF);
  switch (step.technology) {
    case NfcTechnology::felica_212:
      return {kInListPassiveTarget, kTargetsMax, 0x01, 0x00, high, low, kSystemCodeWanted, kFourSlots};
    case NfcTechnology::felica_424:
      return {kInListPassiveTarget, kTargetsMax, 0x02, 0x00, high, low, kSystemCodeWanted, kFourSlots};
    case NfcTechnology::iso14443a: return {kInListPassiveTarget, kTargetsMax, 0x00};
    case NfcTechnology::iso14443b: return {kInListPassiveTarget, kTargetsMax, 0x03, 0x00};  // AFI: every application
  }
  return {};
}

Result<std::vector<FoundCard>> parse_list_answer(NfcTechnology technology, BytesView answer) {
  constexpr std::size_t kTargetsMax = 2;
  Taker bytes{answer};
  const std::size_t count = bytes.byte();
  if (bytes.cut() || count > kTargetsMax) return invalid("a wrong number of targets");
  std::vector<FoundCard> cards;
  for (std::size_t i = 0; i < count; ++i) {
    bytes.take(1);  // target number
    auto card = card_of(technology, bytes);
    if (!card) return card.error();
    if (bytes.cut()) return invalid("a target that ends too early");
    cards.push_back(std::move(*card));
  }
  return cards;
}

}  // namespace kazasu::drivers::pn532
