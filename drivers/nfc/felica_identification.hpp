#pragma once

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/sighting.hpp"
#include "nfc/felica_link.hpp"

namespace kazasu::drivers {

/// What a FeliCa card tells of itself in as few exchanges as possible: a Lite-S with the transcript of an internal
/// authentication, another card with IDm and PMm.
Result<FelicaSighting> identify_felica(FelicaLink& link, Entropy& entropy);

}  // namespace kazasu::drivers
