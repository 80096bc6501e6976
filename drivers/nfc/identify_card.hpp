#pragma once

#include <memory>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/sighting.hpp"
#include "nfc/apdu_transport.hpp"
#include "nfc/card_link.hpp"
#include "nfc/found_card.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers {

/// Who a card is that a PC/SC reader tells by its ATR. `link` gets what the card was asked through, to be closed before
/// `transport` but after the answer was passed on: putting a reader back in order takes time. Device and time of the
/// sighting are the caller's to fill in.
Result<Sighting> identify_card(ApduTransport& transport, const PcscReaderQuirk& quirk, BytesView atr, Entropy& entropy,
                               std::unique_ptr<CardLink>& link);

/// Who a card is that was found by a look for cards; FeliCa frames go over `link`.
Result<Sighting> identify_found(const FoundCard& card, CardLink& link, Entropy& entropy);

}  // namespace kazasu::drivers
