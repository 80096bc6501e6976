#pragma once

#include <string>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Enrolment of terminals over a store.
class EnrollmentDesk {
 public:
  EnrollmentDesk(Store& store, const LedgerKeys& keys, Clock& clock, Entropy& entropy)
      : store_(store), keys_(keys), clock_(clock), entropy_(entropy) {}

  Result<std::string> issue_code(const std::string& terminal, const std::string& store_id);
  Result<v1::EnrollAnswer> enroll(const v1::EnrollRequest& request);

 private:
  Store& store_;
  const LedgerKeys& keys_;
  Clock& clock_;
  Entropy& entropy_;
};

/// The enrolment that the client's certificate is of; `not_enrolled` if there is none.
Result<Enrollment> enrollment_of(Transaction& transaction, const Client& client);

}  // namespace kazasu::ledger
