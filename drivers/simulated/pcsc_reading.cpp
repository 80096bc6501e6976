#include <utility>

#include "nfc/identify_card.hpp"
#include "nfc/touch_attempts.hpp"
#include "simulated/simulated_field.hpp"
#include "simulated/simulated_reading.hpp"

namespace kazasu::drivers {
namespace {

std::unique_ptr<simulators::ReaderModel> model_of(ReaderMake make) {
  switch (make) {
    case ReaderMake::rc_s300: return simulators::sony_rc_s300();
    case ReaderMake::rc_s300_storage: return simulators::sony_rc_s300_storage();
    case ReaderMake::acr122u: return simulators::acs_acr122u();
    case ReaderMake::acr1252u: return simulators::acs_acr1252u();
    default: return simulators::plain_reader();
  }
}

/// PC/SC shows one card at a time: of several, a reader shows the first.
class PcscReading final : public SimulatedReading {
 public:
  PcscReading(ReaderMake make, Entropy& entropy) : field_(model_of(make)), entropy_(entropy) {}

  void show(const Cards& cards, SimulatedOutlet& outlet) override {
    if (!cards.empty() && cards.front() == lies_there_ && field_.card_there()) return;
    if (std::exchange(lies_there_, nullptr) != nullptr) outlet.notify(DeviceNotice::Kind::card_removed);
    field_.lift();
    if (cards.empty()) return field_.heal();
    lies_there_ = cards.front();
    field_.put(lies_there_);
    ask(outlet);
    if (field_.card_there()) return;
    lies_there_ = nullptr;  // torn away while it was asked
    outlet.notify(DeviceNotice::Kind::card_removed);
  }

  void forget() override {
    lies_there_ = nullptr;
    field_.lift();
    field_.heal();
  }

  Result<void> inject(ReaderFault fault) override {
    field_.inject(fault);
    return {};
  }

 private:
  void ask(SimulatedOutlet& outlet) {
    const Bytes atr = field_.atr();
    for (int attempt = 1; attempt <= kTouchAttempts; ++attempt) {
      std::unique_ptr<CardLink> link;
      auto sighting = identify_card(field_, quirk_of(field_.reader_name()), atr, entropy_, link);
      if (sighting) return outlet.see(std::move(sighting->seen), static_cast<std::uint8_t>(attempt));
      if (another_attempt_may_help(sighting.error().code) && attempt < kTouchAttempts && field_.card_there()) continue;
      return outlet.notify(DeviceNotice::Kind::failed, touch_error(sighting.error()));
    }
  }

  SimulatedField field_;
  Entropy& entropy_;
  std::shared_ptr<simulators::Card> lies_there_;  ///< the card that was shown; null if none is
};

}  // namespace

std::unique_ptr<SimulatedReading> make_pcsc_reading(ReaderMake make, Entropy& entropy) {
  return std::make_unique<PcscReading>(make, entropy);
}

std::unique_ptr<SimulatedReading> make_reading(ReaderMake make, Entropy& entropy) {
  return make == ReaderMake::pn532 ? make_pn532_reading(entropy) : make_pcsc_reading(make, entropy);
}

}  // namespace kazasu::drivers
