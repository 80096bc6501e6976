#pragma once

#include "kazasu/values/program.hpp"
#include "kazasu/values/result.hpp"
#include "load/data_files.pb.h"

namespace kazasu::ledger {

/// Errors begin with the field and quote no identifier. Values of identifiers are normalised: upper-case hex, or
/// digits.
Result<void> check_members(MembersFile& file, const OffersFile& offers, const Program& program);

}  // namespace kazasu::ledger
