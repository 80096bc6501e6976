#pragma once

#include <compare>
#include <string_view>
#include <vector>

#include "pricing/candidate.hpp"

namespace kazasu::pricing {

/// What is compared between selections of the same total and points (pricing.md, section 5): fewest coupons, then fewest
/// offers, then the lexicographically smallest sorted list of ids.
struct Preference {
  int coupons = 0;
  std::size_t offers = 0;
  std::vector<std::string_view> ids;  ///< sorted by bytes

  void add(const Candidate& candidate);
  void finish();

  friend auto operator<=>(const Preference&, const Preference&) = default;
};

}  // namespace kazasu::pricing
