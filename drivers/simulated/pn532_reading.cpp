#include <algorithm>
#include <optional>

#include "nfc/card_presence.hpp"
#include "nfc/identify_card.hpp"
#include "nfc/touch_attempts.hpp"
#include "simulated/simulated_chip.hpp"
#include "simulated/simulated_reading.hpp"

namespace kazasu::drivers {
namespace {

class Pn532Reading final : public SimulatedReading {
 public:
  explicit Pn532Reading(Entropy& entropy) : entropy_(entropy) {}

  /// A driver looks again and again; here as often as it takes for all to have settled, in no time.
  void show(const Cards& cards, SimulatedOutlet& outlet) override {
    constexpr int kLooks = 10;
    constexpr std::int64_t kLookNs = CardPresence::kRemovalNs / 4;
    if (cards.empty()) chip_.heal();
    chip_.set_cards(cards);
    for (int look = 0; look < kLooks; ++look, now_ns_ += kLookNs) {
      auto found = look_once();
      if (!found) return outlet.notify(DeviceNotice::Kind::failed, found.error());
      take(*found, outlet);
    }
  }

  void forget() override {
    chip_.heal();
    chip_.set_cards({});
    presence_.forget();
  }

  Result<void> inject(ReaderFault fault) override {
    switch (fault.kind) {
      case FaultKind::card_silent:
      case FaultKind::card_refuses:
      case FaultKind::card_leaves:
      case FaultKind::damaged:
      case FaultKind::truncated:
      case FaultKind::garbage:
      case FaultKind::reader_gone: chip_.inject(fault); return {};
      default:
        return Error{ErrorCode::unsupported,
                     "simulated: a bare PN532 has no daemon, and so not the fault " + std::string{name_of(fault.kind)}};
    }
  }

 private:
  Result<std::vector<FoundCard>> look_once() {
    if (!std::exchange(prepared_, true)) {
      if (auto prepared = field_.prepare(); !prepared) return prepared.error();
    }
    return field_.look(plan_.steps, [] { return false; });
  }

  void take(const std::vector<FoundCard>& cards, SimulatedOutlet& outlet) {
    using Event = CardPresence::Event;
    std::vector<Bytes> ids;
    for (const FoundCard& card : cards) ids.push_back(card.id);
    for (;;) {
      switch (presence_.observe(ids, now_ns_)) {
        case Event::none: return;
        case Event::removed: outlet.notify(DeviceNotice::Kind::card_removed); break;
        case Event::ambiguous:
          outlet.notify(DeviceNotice::Kind::failed, {ErrorCode::cards_ambiguous, "several cards answered one look"});
          break;
        case Event::touched: ask(cards.front(), outlet); break;
      }
    }
  }

  void ask(const FoundCard& card, SimulatedOutlet& outlet) {
    Pn53xLink link{field_};
    for (int attempt = 1; attempt <= kTouchAttempts; ++attempt) {
      auto sighting = identify_found(card, link, entropy_);
      if (sighting) return outlet.see(std::move(sighting->seen), static_cast<std::uint8_t>(attempt));
      if (another_attempt_may_help(sighting.error().code) && attempt < kTouchAttempts) continue;
      Error error = touch_error(sighting.error());
      if (error.code == ErrorCode::card_timeout && has_gone(card)) error.code = ErrorCode::card_removed;
      return outlet.notify(DeviceNotice::Kind::failed, std::move(error));
    }
  }

  /// As a reader on libnfc tells a card that was torn away from one that is silent.
  bool has_gone(const FoundCard& card) {
    const auto cards = look_once();
    return cards.ok() &&
           std::none_of(cards->begin(), cards->end(), [&card](const FoundCard& found) { return found.id == card.id; });
  }

  SimulatedChip chip_;
  Pn53xField field_{chip_};
  const PollingPlan plan_ = plan_polling({});
  CardPresence presence_;
  std::int64_t now_ns_ = 0;
  bool prepared_ = false;
  Entropy& entropy_;
};

}  // namespace

std::unique_ptr<SimulatedReading> make_pn532_reading(Entropy& entropy) {
  return std::make_unique<Pn532Reading>(entropy);
}

}  // namespace kazasu::drivers
