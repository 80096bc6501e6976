#pragma once

#include <cstdint>

/// What the bare client of libnfc writes to its standard output: numbers of 64 bits, in the machine's byte order.
namespace kazasu::bench::bare_libnfc {

inline constexpr std::int64_t kEmpty = 0;         ///< no card is there (any more)
inline constexpr std::int64_t kUnknownLook = -1;  ///< a look found a card for which there is no dialogue
// Any other number: a dialogue's last answer came then (CLOCK_MONOTONIC, ns).

}  // namespace kazasu::bench::bare_libnfc
