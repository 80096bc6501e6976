#pragma once

#include <winscard.h>

#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::drivers::pcsc {

/// The error that a PC/SC return code stands for; `doing` says at what.
Error pcsc_error(LONG code, std::string_view doing);

}  // namespace kazasu::drivers::pcsc
