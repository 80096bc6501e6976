#pragma once

#include "kazasu/seams/transport.hpp"
#include "kazasu/v1/authorize.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::sync {

/// Asks the ledger to hold points for one transaction (docs/leases.md).
TransportRequest authorize_request(const v1::AuthorizeRequest& request);

/// `redeem_not_allowed`: the ledger does not hold them; `ledger_refused`, `ledger_answer_invalid`.
Result<v1::AuthorizeAnswer> authorize_answer(const v1::AuthorizeRequest& request, const TransportAnswer& answer);

}  // namespace kazasu::sync
