#include "simulated/simulated_chip.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codec/felica.hpp"
#include "codec/pn532.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kToChip = 0xD4, kFromChip = 0xD5, kInDataExchange = 0x40, kInCommunicateThru = 0x42;

Error chip_error(ErrorCode code, const char* doing, const char* what) {
  return {code, std::string{"PN532, "} + doing + ": " + what};
}

/// The chip's answer in its frame; after the code.
Result<Bytes> take_answer(BytesView frame, std::uint8_t command, const char* doing) {
  auto parsed = pn532::parse_frame(frame);
  if (!parsed) return parsed.error();
  const Bytes& data = parsed->data;
  if (parsed->type != pn532::Frame::Type::data || data.size() < 2 || data[0] != kFromChip || data[1] != command + 1)
    return chip_error(ErrorCode::card_answer_invalid, doing, "the answer is not that of the command sent");
  Bytes answer{data.begin() + 2, data.end()};
  const bool has_status = command == kInDataExchange || command == kInCommunicateThru;
  if (!has_status || answer.empty()) return answer;
  if (auto checked = pn532::check_status(answer.front()); !checked) return checked.error();
  return answer;
}

}  // namespace

void SimulatedChip::set_cards(const std::vector<std::shared_ptr<simulators::Card>>& cards) {
  std::vector<std::shared_ptr<FaultyCard>> there;
  for (const auto& card : cards) {
    const auto known =
        std::find_if(cards_.begin(), cards_.end(), [&](const auto& one) { return one->inner() == card; });
    there.push_back(known != cards_.end() ? *known : std::make_shared<FaultyCard>(card));
  }
  cards_ = std::move(there);
  faults_.begin();
  chip_.set_cards({cards_.begin(), cards_.end()});
}

/// A long answer comes in parts, which libnfc puts together too.
Result<Bytes> SimulatedChip::command(BytesView command, int, const char* doing) {
  constexpr std::uint8_t kMoreFollows = 0x40;
  constexpr std::size_t kAnswerBytesMax = 65'536 + 3;  // of extended length, with status word and status byte
  auto whole = exchange_frames(command, doing);
  while (whole && command.front() == kInDataExchange && !whole->empty() && (whole->front() & kMoreFollows) != 0) {
    auto part = exchange_frames(command.first(2), doing);
    if (!part) return part;
    if (part->empty() || whole->size() + part->size() > kAnswerBytesMax)
      return chip_error(ErrorCode::card_answer_invalid, doing, "an answer in parts that does not end");
    whole->front() = part->front();
    whole->insert(whole->end(), part->begin() + 1, part->end());
  }
  return whole;
}

Result<Bytes> SimulatedChip::exchange_frames(BytesView command, const char* doing) {
  Bytes body{kToChip};
  body.insert(body.end(), command.begin(), command.end());
  auto sent = pn532::frame(body);
  if (!sent) return sent.error();
  auto heard = pn532::parse_frame(*sent);
  if (!heard) return heard.error();
  const std::uint8_t code = heard->data.at(1);
  std::optional<FaultKind> fault;
  if (code == kInDataExchange || code == kInCommunicateThru) fault = faults_.next();
  if (fault == FaultKind::reader_gone) return chip_error(ErrorCode::device_lost, doing, "the chip is silent");
  if (fault == FaultKind::card_leaves) chip_.set_cards({});
  for (const auto& card : cards_) card->set_fault(fault);
  const auto answer = chip_.execute(BytesView{heard->data}.subspan(1));
  for (const auto& card : cards_) card->set_fault(std::nullopt);
  if (!answer) return chip_error(ErrorCode::device_lost, doing, "the chip waits for a card for ever");
  constexpr std::uint8_t kSyntaxError = 0x7F;
  Bytes reply{answer->empty() ? kSyntaxError : kFromChip};
  reply.insert(reply.end(), answer->begin(), answer->end());
  auto framed = pn532::frame(reply);
  if (!framed) return framed.error();
  return take_answer(fault ? spoiled(std::move(*framed), *fault) : std::move(*framed), code, doing);
}

Result<Bytes> Pn53xLink::exchange(BytesView frame, std::int64_t time_limit_us) {
  return field_.exchange(frame, felica::is_polling(frame), static_cast<int>((time_limit_us + 999) / 1'000));
}

}  // namespace kazasu::drivers
