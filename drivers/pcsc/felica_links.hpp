#pragma once

#include <memory>

#include "nfc/card_link.hpp"
#include "pcsc/pcsc_card.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers::pcsc {

/// Opens the reader's way to a FeliCa card; it closes with the link, which `card` outlives. Null for a reader that
/// carries no FeliCa frames.
Result<std::unique_ptr<CardLink>> open_felica_link(const PcscReaderQuirk& quirk, PcscCard& card);

}  // namespace kazasu::drivers::pcsc
