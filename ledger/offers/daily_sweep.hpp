#pragma once

#include <string>

#include "store/store.hpp"

namespace kazasu::ledger {

/// Once a business day: expires lots whose last day is over, and lets coupons that became available go out with the
/// catalog. Doing it twice does nothing more.
void sweep_until(Transaction& transaction, const std::string& today, std::int64_t now_unix_ms);
/// The business date of the last sweep; "" before the first.
std::string swept_until(CatalogStore& catalog);
bool sweep_is_due(CatalogStore& catalog, const std::string& today);

/// The identity of the ledger's next own postings.
proto::EntryId next_operation(CatalogStore& catalog);

}  // namespace kazasu::ledger
