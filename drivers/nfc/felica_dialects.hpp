#pragma once

#include <memory>

#include "nfc/apdu_transport.hpp"
#include "nfc/card_link.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers {

/// Opens the reader's way to a FeliCa card; it closes with the link, which `card` outlives. Null for a reader that
/// carries no FeliCa frames. A dialect that the reader knows nothing of gives way to the row's other one.
Result<std::unique_ptr<CardLink>> open_felica_link(const PcscReaderQuirk& quirk, ApduTransport& card);

}  // namespace kazasu::drivers
