#pragma once

#include <string>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"

namespace kazasu::proto {

/// An offer set's bytes (deterministic serialization) and the hash that names it: SHA-256(domain ‖ bytes).
inline constexpr std::string_view kOfferSetDomain = "kazasu.offers.v1";
struct NamedOfferSet {
  Digest name{};
  std::string bytes;
};
NamedOfferSet name_offer_set(const v1::OfferSet& offer_set);

}  // namespace kazasu::proto
