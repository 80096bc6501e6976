#pragma once

#include <cstdint>
#include <string>

#include "enrollment/ledger_keys.hpp"
#include "offers/chunk_cutter.hpp"
#include "offers/chunk_file.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// What a step is made of.
struct StepOrder {
  std::string area;                ///< whose members it has; "": all
  std::uint64_t base_version = 0;  ///< 0: whole
  std::int64_t now_unix_ms = 0;
  std::int64_t expires_unix_ms = 0;
};

/// Makes the step from a version to the transaction's, and hands its chunks to `keep`. Memory does not grow with the
/// members of a whole; with a delta it grows by their account ids. Throws StoreFailure.
Result<MadeStep> make_step(Transaction& transaction, const LedgerKeys& keys, const StepOrder& order,
                           const ChunkCutter::Sink& keep);

}  // namespace kazasu::ledger
