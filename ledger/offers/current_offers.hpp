#pragma once

#include <string>

#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/journal.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// The offer set and redeem policy in force, as `load` brought them.
void put_current_offers(CatalogStore& catalog, const v1::OfferSet& offer_set, const v1::RedeemPolicy& policy);
v1::OfferSet current_offers(CatalogStore& catalog);
v1::RedeemPolicy redeem_policy(CatalogStore& catalog);

/// The business date of a moment under the offer set's program.
std::string business_date_of(const v1::Program& program, std::int64_t unix_ms);

}  // namespace kazasu::ledger
