#pragma once

#include <string>
#include <vector>

#include "store/store.hpp"

namespace kazasu::ledger {

/// Every key that a terminal brought in has the signature of the one before it, and every batch that was kept with its
/// signature is its terminal's: by a key that counted for those entries. What is not so, in a sentence each. Entries
/// from before signatures were kept have none.
std::vector<std::string> check_signatures(Transaction& transaction);

}  // namespace kazasu::ledger
