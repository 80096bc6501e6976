#pragma once

#include <variant>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Takes a batch in exactly once (design.md, section 9). Throws StoreFailure.
std::variant<v1::BatchAnswer, Refusal> take_batch_in(Store& store, const LedgerKeys& keys, Clock& clock,
                                                     const Client& client, const v1::Batch& batch);

}  // namespace kazasu::ledger
