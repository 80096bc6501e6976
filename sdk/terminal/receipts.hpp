#pragma once

#include "entry_source.hpp"
#include "kazasu/terminal/receipt.hpp"

namespace kazasu {

/// The receipt of a recorded checkout, from the entry alone: the same now and years later.
Result<Receipt> receipt_of(EntrySource& source, const OpenedEntry& entry, bool already_committed);
/// The receipt of a recorded return or void.
Result<ReturnReceipt> return_receipt_of(EntrySource& source, const OpenedEntry& entry, bool already_committed);

}  // namespace kazasu
