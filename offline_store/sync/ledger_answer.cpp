#include "sync/ledger_answer.hpp"

#include <array>

namespace kazasu::sync {

Error error_of(const TransportAnswer& answer, ErrorCode refused_as) {
  v1::ErrorAnswer refused;
  const std::string status = "HTTP " + std::to_string(answer.status);
  if (!refused.ParseFromArray(answer.body.data(), static_cast<int>(answer.body.size()))) return {refused_as, status};
  constexpr std::array named{ErrorCode::enrollment_refused, ErrorCode::journal_forked,     ErrorCode::journal_gap,
                             ErrorCode::signature_invalid,  ErrorCode::message_invalid,    ErrorCode::limit_exceeded,
                             ErrorCode::catalog_missing,    ErrorCode::redeem_not_allowed, ErrorCode::unsupported};
  for (const ErrorCode code : named) {
    if (refused.code() == name_of(code)) return {code, status + ": " + refused.detail()};
  }
  return {refused_as, status + ": " + refused.code() + ": " + refused.detail()};
}

}  // namespace kazasu::sync
