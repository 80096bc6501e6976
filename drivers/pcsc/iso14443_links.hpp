#pragma once

#include <memory>

#include "nfc/card_link.hpp"
#include "pcsc/pcsc_card.hpp"

namespace kazasu::drivers::pcsc {

/// APDUs to an ISO-DEP card, as they are. `card` outlives it. Answer: data and status word.
std::unique_ptr<CardLink> open_iso_dep_link(PcscCard& card);

/// READ and WRITE of a type 2 tag, by the standard's FF B0 and FF D6; other commands are `unsupported`. `card` outlives
/// it.
std::unique_ptr<CardLink> open_type2_link(PcscCard& card);

}  // namespace kazasu::drivers::pcsc
