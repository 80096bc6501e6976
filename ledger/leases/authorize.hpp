#pragma once

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/seams/clock.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// `POST /v1/authorize`: holds points of a member for one transaction of one terminal, out of what is free, until the
/// checkout is posted, the hold is released, or its time is over. Throws StoreFailure.
Result<v1::AuthorizeAnswer> authorize_in(Store& store, Clock& clock, const Client& client,
                                         const v1::AuthorizeRequest& request);

}  // namespace kazasu::ledger
