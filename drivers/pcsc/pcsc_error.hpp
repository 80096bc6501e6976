#pragma once

#include <string_view>
#include <winscard.h>

#include "kazasu/values/error.hpp"

namespace kazasu::drivers::pcsc {

/// The error that a PC/SC return code stands for; `doing` says at what.
Error pcsc_error(LONG code, std::string_view doing);
/// Whether the daemon is gone, so that the context must be made anew.
bool is_service_gone(LONG code);

}  // namespace kazasu::drivers::pcsc
