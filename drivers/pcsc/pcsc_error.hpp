#pragma once

#include <cstdint>
#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::drivers::pcsc {

/// The return codes of PC/SC that mean something to a reader (winscard.h has all), by number: simulated readers fail by
/// them in builds without PC/SC too.
enum class ReturnCode : std::uint32_t {
  success = 0,
  internal_error = 0x80100001,
  cancelled = 0x80100002,
  invalid_handle = 0x80100003,
  insufficient_buffer = 0x80100008,
  timeout = 0x8010000A,
  sharing_violation = 0x8010000B,
  no_smartcard = 0x8010000C,
  comm_error = 0x80100013,
  not_transacted = 0x80100016,
  reader_unavailable = 0x80100017,
  no_service = 0x8010001D,
  service_stopped = 0x8010001E,
  no_access = 0x80100027,
  unresponsive_card = 0x80100066,
  unpowered_card = 0x80100067,
  reset_card = 0x80100068,
  removed_card = 0x80100069,
  security_violation = 0x8010006A,
};

/// The error that a PC/SC return code stands for; `doing` says at what. A daemon that closes the connection is
/// `service_unavailable`, although pcsc-lite calls that a security violation, as it does a denied access.
Error pcsc_error(ReturnCode code, std::string_view doing);
/// A code as the calls return it, whose type differs between platforms.
inline Error pcsc_error(std::int64_t code, std::string_view doing) {
  return pcsc_error(static_cast<ReturnCode>(static_cast<std::uint32_t>(code)), doing);
}
/// The same for the two calls that a policy of the machine may deny: asking for the service, connecting to a card.
Error access_error(std::int64_t code, std::string_view doing);

}  // namespace kazasu::drivers::pcsc
