#pragma once

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// A card that answered a look for cards.
struct FoundCard {
  NfcTechnology technology = NfcTechnology::felica_212;
  Bytes id;          ///< IDm, UID or PUPI
  Bytes parameters;  ///< FeliCa: PMm and the system code if it told; type A: SAK and ATS; type B: the rest of ATQB
  friend bool operator==(const FoundCard&, const FoundCard&) = default;
};

[[nodiscard]] inline bool is_felica(const FoundCard& card) {
  return card.technology == NfcTechnology::felica_212 || card.technology == NfcTechnology::felica_424;
}

}  // namespace kazasu::drivers
