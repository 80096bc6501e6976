#include "pcsc/card_visit.hpp"

#include "nfc/identify_card.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers::pcsc {

Result<Sighting> CardVisit::identify(BytesView atr) {
  auto card = PcscCard::connect(context_, reader_);
  if (!card) return card.error();
  card_ = std::make_unique<PcscCard>(std::move(*card));
  Bytes asked;
  if (atr.empty()) {
    auto answer = card_->atr();
    if (!answer) return answer.error();
    asked = std::move(*answer);
    atr = asked;
  }
  recorded_ = std::make_unique<trace::RecordedTransport>(*card_, recorder_);
  if (recorder_ != nullptr) recorder_->begin_visit("pcsc:" + reader_, atr);
  auto sighting = identify_card(*recorded_, quirk_of(reader_), atr, entropy_, link_);
  if (recorder_ != nullptr) recorder_->told(sighting);
  return sighting;
}

}  // namespace kazasu::drivers::pcsc
