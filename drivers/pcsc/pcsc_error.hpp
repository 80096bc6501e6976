#pragma once

#include <winscard.h>

#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::drivers::pcsc {

/// The error that a PC/SC return code stands for; `doing` says at what. A daemon that closes the connection is
/// `service_unavailable`, although pcsc-lite calls that a security violation, as it does a denied access.
Error pcsc_error(LONG code, std::string_view doing);
/// The same for the two calls that a policy of the machine may deny: asking for the service, connecting to a card.
Error access_error(LONG code, std::string_view doing);

}  // namespace kazasu::drivers::pcsc
