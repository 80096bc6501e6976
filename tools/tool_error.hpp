#pragma once

#include "kazasu/values/error.hpp"

namespace kazasu::tools {

/// Prints an error, for people on standard error or as a JSON object on standard output, and ends the command with
/// status 1.
[[noreturn]] void fail(const Error& error, bool json, Language language = Language::en);

}  // namespace kazasu::tools
