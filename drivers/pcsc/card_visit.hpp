#pragma once

#include <winscard.h>

#include <memory>
#include <string>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/sighting.hpp"
#include "nfc/card_link.hpp"
#include "pcsc/pcsc_card.hpp"
#include "trace/flight_recorder.hpp"

namespace kazasu::drivers::pcsc {

/// One card's stay on a reader while it is asked who it is. The connection closes with the visit, so what was seen can
/// be posted before the reader is put back in order.
class CardVisit {
 public:
  /// `recorder` may be null.
  CardVisit(SCARDCONTEXT context, std::string reader, Entropy& entropy, trace::FlightRecorder* recorder)
      : context_(context), reader_(std::move(reader)), entropy_(entropy), recorder_(recorder) {}

  /// `atr` may be empty; it is asked for then. Device and time of the sighting are the caller's to fill in.
  Result<Sighting> identify(BytesView atr);

 private:
  SCARDCONTEXT context_;
  std::string reader_;
  Entropy& entropy_;
  trace::FlightRecorder* recorder_;
  std::unique_ptr<PcscCard> card_;
  std::unique_ptr<trace::RecordedTransport> recorded_;
  std::unique_ptr<CardLink> link_;  ///< closes before the card
};

}  // namespace kazasu::drivers::pcsc
