#pragma once

#include <span>
#include <vector>

#include "kazasu/identify/one_time_rule.hpp"
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
    one_time_code,  ///< a member number with a code of the moment: proves itself where the member's secret is known
    member_number,  ///< digits of a barcode, by length, prefix and check digit
  };
  Kind kind = Kind::felica_lite_s;
  MemberNumberRule number;        ///< member_number, one_time_code: which numbers
  OneTimeCodeRule one_time_code;  ///< one_time_code only
};

/// The identifiers that `sighting` may stand for, in the order of `methods`; empty when it names no member.
/// Values are normalised: upper-case hex, or digits without NW-7 start and stop characters. A one-time code's number is
/// the same identifier as the number alone.
std::vector<Identifier> identify(const Sighting& sighting, std::span<const IdentificationMethod> methods);

}  // namespace kazasu
