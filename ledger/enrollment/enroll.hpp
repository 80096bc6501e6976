#pragma once

#include <chrono>
#include <optional>
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
  EnrollmentDesk(Store& store, const LedgerKeys& keys, Clock& clock, Entropy& entropy,
                 std::chrono::seconds certificate_life)
      : store_(store), keys_(keys), clock_(clock), entropy_(entropy), certificate_life_(certificate_life) {}

  Result<std::string> issue_code(const std::string& terminal, const std::string& store_id);
  Result<v1::EnrollAnswer> enroll(const v1::EnrollRequest& request);
  Result<v1::RenewAnswer> renew(const std::optional<Client>& client, const v1::RenewRequest& request);

 private:
  Result<std::string> certificate_for(const std::string& certificate_request_pem, const std::string& terminal,
                                      std::int64_t now_unix_ms);

  Store& store_;
  const LedgerKeys& keys_;
  Clock& clock_;
  Entropy& entropy_;
  std::chrono::seconds certificate_life_;
};

/// What `code` stands for, unless it is wrong, used or expired.
std::optional<EnrollmentCode> valid_code(Transaction& transaction, const std::string& code, std::int64_t now_unix_ms);
void use_up_code(Transaction& transaction, const std::string& code, std::int64_t now_unix_ms);

}  // namespace kazasu::ledger
