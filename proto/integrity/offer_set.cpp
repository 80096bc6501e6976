#include "kazasu/proto/offer_set.hpp"

#include "kazasu/proto/deterministic.hpp"

namespace kazasu::proto {

NamedOfferSet name_offer_set(const v1::OfferSet& offer_set) {
  NamedOfferSet named;
  named.bytes = serialize_deterministically(offer_set);
  named.name = sha256({as_bytes(kOfferSetDomain), as_bytes(named.bytes)});
  return named;
}

}  // namespace kazasu::proto
