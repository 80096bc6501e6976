#pragma once

#include <string>

#include "kazasu/ledger/posting.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Keeps what an offer set caps by member, under the set's name: entries come in long after the set has been replaced,
/// and reading a whole set for each batch would cost more than posting it.
void put_member_caps(CatalogStore& catalog, const proto::Digest& name, const v1::OfferSet& offer_set);

/// Of the offer set that an entry names, as bytes; no caps where the ledger does not know the set. Those of a set that
/// was loaded before caps over all time were kept are found in the set itself, once.
MemberCaps member_caps(CatalogStore& catalog, const std::string& offer_set_name);

}  // namespace kazasu::ledger
