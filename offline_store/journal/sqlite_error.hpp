#pragma once

#include <SQLiteCpp/Exception.h>

#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::journal {

/// The journal's error for a SQLite one; `doing` says at what.
Error journal_error(const SQLite::Exception& exception, std::string_view doing);

}  // namespace kazasu::journal
