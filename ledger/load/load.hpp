#pragma once

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "load/data_folder.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Puts a data folder into the books, all or nothing. Throws StoreFailure.
Result<LoadSummary> load_into(Store& store, const DataFolder& data, const LedgerKeys& keys, Clock& clock,
                              Entropy& entropy);

}  // namespace kazasu::ledger
