#pragma once

#include <memory>

#include "nfc/apdu_transport.hpp"
#include "nfc/card_link.hpp"

namespace kazasu::drivers {

/// APDUs to an ISO-DEP card, as they are. `card` outlives it. Answer: data and status word.
std::unique_ptr<CardLink> open_iso_dep_link(ApduTransport& card);

/// READ and WRITE of a type 2 tag, by the standard's FF B0 and FF D6; other commands are `unsupported`. `card` outlives
/// it.
std::unique_ptr<CardLink> open_type2_link(ApduTransport& card);

}  // namespace kazasu::drivers
