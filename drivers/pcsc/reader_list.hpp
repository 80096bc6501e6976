#pragma once

#include <winscard.h>

#include <string>
#include <vector>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers::pcsc {

/// The names of all readers that the daemon knows; none is no error.
Result<std::vector<std::string>> reader_names(SCARDCONTEXT context);

}  // namespace kazasu::drivers::pcsc
