#pragma once

#include <string>
#include <winscard.h>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers::pcsc {

/// Connects to the card that has just arrived and asks it what a sighting holds; device and time are left to the caller.
Result<Sighting> identify_card(SCARDCONTEXT context, const std::string& reader, Entropy& entropy);

}  // namespace kazasu::drivers::pcsc
