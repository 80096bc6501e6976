#pragma once

#include <cstdint>

#include "kazasu/v1/journal.pb.h"

namespace kazasu::proto {

/// The mark of an entry whose wall clock lay outside what was known of the time: by how much, in whole seconds, below
/// zero where it was behind. 0: it did not, or the entry does not say.
std::int64_t wall_error_s(const v1::EntryClock& clock);

}  // namespace kazasu::proto
