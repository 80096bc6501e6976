#include "pcsc/pcsc_error.hpp"

#include <cstdio>
#include <string>

namespace kazasu::drivers::pcsc {
namespace {

ErrorCode code_of(ReturnCode code) {
  switch (code) {
    // All that a client sees when the daemon was never there, is killed or restarts.
    case ReturnCode::no_service:
    case ReturnCode::service_stopped:
    case ReturnCode::comm_error:
    case ReturnCode::internal_error:
    case ReturnCode::invalid_handle:
    case ReturnCode::security_violation: return ErrorCode::service_unavailable;
    case ReturnCode::removed_card:
    case ReturnCode::no_smartcard: return ErrorCode::card_removed;
    case ReturnCode::unpowered_card:
    case ReturnCode::unresponsive_card: return ErrorCode::card_timeout;
    // The reader failed with the command on its way: nobody knows whether the card took it.
    case ReturnCode::not_transacted:
    case ReturnCode::reset_card: return ErrorCode::card_outcome_unknown;
    case ReturnCode::sharing_violation: return ErrorCode::device_busy;
    case ReturnCode::no_access: return ErrorCode::device_permission;
    case ReturnCode::timeout: return ErrorCode::timed_out;
    case ReturnCode::cancelled: return ErrorCode::cancelled;
    case ReturnCode::insufficient_buffer: return ErrorCode::card_answer_invalid;
    default: return ErrorCode::device_lost;
  }
}

}  // namespace

Error pcsc_error(ReturnCode code, std::string_view doing) {
  char number[11];
  std::snprintf(number, sizeof number, "0x%08X", static_cast<unsigned>(code));
  return {code_of(code), std::string{doing} + ": PC/SC code " + number};
}

Error access_error(std::int64_t code, std::string_view doing) {
  Error error = pcsc_error(code, doing);
  if (static_cast<ReturnCode>(static_cast<std::uint32_t>(code)) == ReturnCode::security_violation)
    error.code = ErrorCode::device_permission;
  return error;
}

}  // namespace kazasu::drivers::pcsc
