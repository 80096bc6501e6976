#pragma once

#include <vector>

#include "kazasu/ledger/ledger.hpp"
#include "store/store.hpp"

/// Which key a terminal signs with. A key that was brought in stands beside the one before until it signs its first
/// batch; from then on it alone counts, so that a terminal that is cut off anywhere in between can go on with either.
namespace kazasu::ledger {

/// The keys of one enrolment by number, that of the enrolment first.
std::vector<TerminalKey> keys_of(Transaction& transaction, const Enrollment& enrollment);

/// The last one that was used.
std::uint32_t number_in_use(const std::vector<TerminalKey>& keys);

/// The enrolment that the client's certificate is of, with the number of its key; `not_enrolled` if there is none, or
/// if a later key has been used since.
Result<Enrollment> enrollment_of(Transaction& transaction, const Client& client);

/// Notes that the sender's key was used, if it is for the first time.
void take_key_into_use(Transaction& transaction, const Enrollment& sender, std::int64_t now_unix_ms);

}  // namespace kazasu::ledger
