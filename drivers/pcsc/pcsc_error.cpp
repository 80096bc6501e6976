#include "pcsc/pcsc_error.hpp"

#include <pcsclite.h>

#include <string>

namespace kazasu::drivers::pcsc {

Error pcsc_error(LONG code, std::string_view doing) {
  ErrorCode error = ErrorCode::device_lost;
  switch (code) {
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_F_COMM_ERROR:
    case SCARD_E_INVALID_HANDLE: error = ErrorCode::service_unavailable; break;
    case SCARD_W_REMOVED_CARD:
    case SCARD_E_NO_SMARTCARD: error = ErrorCode::card_removed; break;
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_W_UNRESPONSIVE_CARD: error = ErrorCode::card_timeout; break;
    case SCARD_W_RESET_CARD:
    case SCARD_E_NOT_TRANSACTED: error = ErrorCode::card_outcome_unknown; break;
    case SCARD_E_SHARING_VIOLATION: error = ErrorCode::device_busy; break;
    case SCARD_W_SECURITY_VIOLATION: error = ErrorCode::device_permission; break;
    case SCARD_E_TIMEOUT: error = ErrorCode::timed_out; break;
    case SCARD_E_CANCELLED: error = ErrorCode::cancelled; break;
    default: break;
  }
  return {error, std::string{doing} + ": " + pcsc_stringify_error(code)};
}

bool is_service_gone(LONG code) { return pcsc_error(code, "").code == ErrorCode::service_unavailable; }

}  // namespace kazasu::drivers::pcsc
