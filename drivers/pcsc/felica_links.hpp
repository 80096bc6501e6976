#pragma once

#include <memory>

#include "nfc/felica_link.hpp"
#include "pcsc/pcsc_card.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers::pcsc {

/// The dialect's way to the card; nullptr for a reader that carries no FeliCa frames.
Result<std::unique_ptr<FelicaLink>> make_felica_link(FelicaDialect dialect, PcscCard& card);

}  // namespace kazasu::drivers::pcsc
