#pragma once

#include <span>
#include <vector>

#include "kazasu/identify/scan_rules.hpp"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu {

/// One way to find a member in what a device saw (design.md, section 6).
struct IdentificationMethod {
  enum class Kind {
    felica_lite_s,  ///< the ID block of a Lite-S card; proves itself where the card's key is known
    felica_idm,     ///< a FeliCa IDm: earns, by default does not redeem
    uid,            ///< an ISO 14443 UID that is not random
    member_number,  ///< digits of a barcode, by length, prefix and check digit
  };
  Kind kind = Kind::felica_lite_s;
  MemberNumberRule number;  ///< member_number only: which numbers
};

/// The identifiers that `sighting` may stand for, in the order of `methods`; empty when it names no member.
/// Values are normalised: upper-case hex, or digits without NW-7 start and stop characters.
std::vector<Identifier> identify(const Sighting& sighting, std::span<const IdentificationMethod> methods);

}  // namespace kazasu
