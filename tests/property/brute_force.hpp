#pragma once

#include "kazasu/values/quote.hpp"

namespace kazasu::brute_force {

/// The answer to a valid request by trying every selection: pricing.md read line by line, with no thought of speed and
/// no part of the engine. `wanted`, `found` and `hints` stay empty. Time doubles with each candidate.
Quote quote(const QuoteRequest& request);

}  // namespace kazasu::brute_force
