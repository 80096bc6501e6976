#pragma once

#include "kazasu/ledger/ledger.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Recomputes the books from what is stored: every chain of hashes, every sum. Throws StoreFailure.
Audit audit(Store& store);

}  // namespace kazasu::ledger
