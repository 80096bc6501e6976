#pragma once

#include "pricing/exact_math.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// How far a search may go before it answers with what it has and says so.
struct SearchBounds {
  /// Steps of one cluster with more candidates than `exact_candidates`. A step takes about a microsecond.
  Int steps = 100'000;
  /// Clusters of up to so many candidates are always searched to the end (pricing.md, section 5: never below 20).
  Int exact_candidates = 20;
  /// Parts with so many candidates are reduced before they are searched; smaller ones are searched as fast.
  Number big_part = 12;
  /// Equally cheap combinations of clusters that are compared by points.
  Int combinations = 1'000'000;
};

/// What is left to one cluster's search.
struct SearchBudget {
  Int left = 0;
  bool limited = false;
  bool exhausted = false;

  /// False when the search must stop.
  bool take_step() {
    if (!limited) return true;
    if (left > 0) {
      --left;
      return true;
    }
    exhausted = true;
    return false;
  }
};

}  // namespace kazasu::pricing
