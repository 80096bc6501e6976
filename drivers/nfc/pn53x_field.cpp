#include "nfc/pn53x_field.hpp"

#include <algorithm>
#include <array>

#include "codec/pn532.hpp"

namespace kazasu::drivers {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kDiagnose = 0x00, kRfConfiguration = 0x32, kInDataExchange = 0x40, kInCommunicateThru = 0x42;
constexpr std::uint8_t kTarget = 0x01, kMoreFollows = 0x40;
constexpr int kLookTimeoutMs = 300;
constexpr auto kFieldRest = 6ms;  // ISO/IEC 14443-3: a card is reset after 5 ms without field

bool is_iso_dep(const FoundCard& card) {
  constexpr std::uint8_t kIsoDep = 0x20;
  return card.technology == NfcTechnology::iso14443b ||
         (card.technology == NfcTechnology::iso14443a && (card.parameters.at(0) & kIsoDep) != 0);
}

}  // namespace

Result<void> Pn53xField::prepare() {
  // Two tries per look: the first may only bring a card that is selected already back to its senses.
  constexpr std::array<std::uint8_t, 5> kBoundedLooks{kRfConfiguration, 0x05, 0x00, 0x01, 0x01};
  auto bounded = chip_->command(kBoundedLooks, kLookTimeoutMs, "setting the number of tries");
  if (!bounded) return bounded.error();
  return {};
}

Result<std::vector<FoundCard>> Pn53xField::look_once(const PollingStep& step) {
  selected_.reset();
  auto answer = chip_->command(pn532::list_command(step), kLookTimeoutMs, "looking for cards");
  if (!answer) {
    // Two cards that answer at once are nothing but noise; the next look tells.
    if (answer.error().code == ErrorCode::card_timeout) return std::vector<FoundCard>{};
    return answer.error();
  }
  const bool felica = step.technology == NfcTechnology::felica_212 || step.technology == NfcTechnology::felica_424;
  if (!felica && !answer->empty() && answer->front() > 0) activated_ = true;
  auto cards = pn532::parse_list_answer(step.technology, *answer);
  if (cards && cards->size() == 1) selected_ = cards->front();
  return cards;
}

/// Asks an ISO 14443 card that is selected without disturbing it; looking for it anew would.
Result<bool> Pn53xField::still_there() {
  constexpr std::array<std::uint8_t, 2> kCardPresence{kDiagnose, 0x06};
  constexpr std::array<std::uint8_t, 4> kReadFirstPage{kInDataExchange, kTarget, 0x30, 0x00};
  const BytesView asked = is_iso_dep(*selected_) ? BytesView{kCardPresence} : BytesView{kReadFirstPage};
  auto answer = chip_->command(asked, kLookTimeoutMs, "asking whether the card is there");
  if (answer) return !answer->empty() && (*answer)[0] == 0x00;
  if (answer.error().code == ErrorCode::device_lost) return answer.error();
  return false;
}

Result<void> Pn53xField::restart_field() {
  selected_.reset();
  activated_ = false;
  for (const std::uint8_t on : {std::uint8_t{0x00}, std::uint8_t{0x01}}) {
    const std::array<std::uint8_t, 3> field{kRfConfiguration, 0x01, on};
    if (auto set = chip_->command(field, kLookTimeoutMs, "switching the field"); !set) return set.error();
    chip_->rest(kFieldRest);
  }
  return {};
}

Result<void> Pn53xField::look_at(std::span<const PollingStep> steps, const std::function<bool()>& interrupted,
                                 Found& found) {
  for (const PollingStep& step : steps) {
    if (interrupted()) return Error{ErrorCode::cancelled, "a look for cards was broken off"};
    auto cards = look_once(step);
    if (!cards) return cards.error();
    found.together = found.together || cards->size() > 1;
    for (FoundCard& card : *cards) {
      // A FeliCa card that answers at 212 kbit/s answers at 424 as well.
      const bool known = std::any_of(found.cards.begin(), found.cards.end(),
                                     [&](const FoundCard& other) { return other.id == card.id; });
      if (known) continue;
      if (found.cards.empty()) found.at = &step;
      found.cards.push_back(std::move(card));
    }
  }
  return {};
}

Result<Pn53xField::Found> Pn53xField::look_around(std::span<const PollingStep> steps,
                                                  const std::function<bool()>& interrupted) {
  // Cards of ISO-DEP that were activated do not hear a new look.
  if (activated_) {
    if (auto restarted = restart_field(); !restarted) return restarted.error();
  }
  Found found;
  if (auto looked = look_at(steps, interrupted, found); !looked) return looked.error();
  if (found.cards.size() == 1) {
    // It may have come in the middle of the cycle, with another that the first steps were too early for.
    const auto before = steps.first(static_cast<std::size_t>(found.at - steps.data()));
    if (auto looked = look_at(before, interrupted, found); !looked) return looked.error();
  }
  return found;
}

Result<std::vector<FoundCard>> Pn53xField::look(std::span<const PollingStep> steps,
                                                const std::function<bool()>& interrupted) {
  if (selected_ && !is_felica(*selected_)) {
    auto there = still_there();
    if (!there) return there.error();
    if (*there) return std::vector{*selected_};
  }
  Found found;
  // What two looks found may be a card that was exchanged for another between them: the second cycle decides.
  for (int cycle = 0; cycle < 2; ++cycle) {
    auto looked = look_around(steps, interrupted);
    if (!looked) return looked.error();
    found = std::move(*looked);
    if (found.cards.size() < 2 || found.together) break;
  }
  if (found.cards.size() != 1) {
    selected_.reset();
    return found.cards;
  }
  if (selected_ && *selected_ == found.cards.front()) return found.cards;
  // Another technology was looked for since: the card is selected anew.
  if (activated_) {
    if (auto restarted = restart_field(); !restarted) return restarted.error();
  }
  return look_once(*found.at);
}

Result<Bytes> Pn53xField::exchange(BytesView frame, bool unaddressed, int time_limit_ms) {
  constexpr std::size_t kPartBytesMax = 252;
  const int timeout_ms = time_limit_ms + kLookTimeoutMs;
  if (!selected_) return Error{ErrorCode::card_removed, "PN53x: no card is selected"};
  for (;;) {
    const BytesView part = frame.first(std::min(frame.size(), kPartBytesMax));
    frame = frame.subspan(part.size());
    Bytes bytes;
    if (unaddressed) {
      bytes = {kInCommunicateThru};
    } else {
      bytes = {kInDataExchange, static_cast<std::uint8_t>(frame.empty() ? kTarget : kTarget | kMoreFollows)};
    }
    bytes.insert(bytes.end(), part.begin(), part.end());
    auto answer = chip_->command(bytes, timeout_ms, "sending to the card");
    if (!answer) return answer.error();
    if (answer->empty()) return Error{ErrorCode::card_answer_invalid, "PN53x: an answer without status"};
    if (frame.empty()) return Bytes{answer->begin() + 1, answer->end()};
  }
}

}  // namespace kazasu::drivers
