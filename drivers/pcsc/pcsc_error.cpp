#include "pcsc/pcsc_error.hpp"

#include <cstdio>
#include <string>

namespace kazasu::drivers::pcsc {
namespace {

ErrorCode code_of(LONG code) {
  switch (code) {
    // All that a client sees when the daemon was never there, is killed or restarts.
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_F_COMM_ERROR:
    case SCARD_F_INTERNAL_ERROR:
    case SCARD_E_INVALID_HANDLE:
    case SCARD_W_SECURITY_VIOLATION: return ErrorCode::service_unavailable;
    case SCARD_W_REMOVED_CARD:
    case SCARD_E_NO_SMARTCARD: return ErrorCode::card_removed;
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_W_UNRESPONSIVE_CARD: return ErrorCode::card_timeout;
    // The reader failed with the command on its way: nobody knows whether the card took it.
    case SCARD_E_NOT_TRANSACTED:
    case SCARD_W_RESET_CARD: return ErrorCode::card_outcome_unknown;
    case SCARD_E_SHARING_VIOLATION: return ErrorCode::device_busy;
    case SCARD_E_NO_ACCESS: return ErrorCode::device_permission;
    case SCARD_E_TIMEOUT: return ErrorCode::timed_out;
    case SCARD_E_CANCELLED: return ErrorCode::cancelled;
    case SCARD_E_INSUFFICIENT_BUFFER: return ErrorCode::card_answer_invalid;
    default: return ErrorCode::device_lost;
  }
}

}  // namespace

Error pcsc_error(LONG code, std::string_view doing) {
  char number[11];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(code));
  return {code_of(code), std::string{doing} + ": PC/SC code " + number};
}

Error access_error(LONG code, std::string_view doing) {
  Error error = pcsc_error(code, doing);
  if (code == SCARD_W_SECURITY_VIOLATION) error.code = ErrorCode::device_permission;
  return error;
}

}  // namespace kazasu::drivers::pcsc
