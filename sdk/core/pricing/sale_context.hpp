#pragma once

#include <cstdint>
#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/award.hpp"
#include "pricing/candidate.hpp"
#include "pricing/condition.hpp"
#include "pricing/layout.hpp"

namespace kazasu::pricing {

/// All that stays the same while selections are tried.
struct SaleContext {
  const Program& program;
  const Sale& sale;
  SaleTime time;
  Layout layout;
  std::vector<Candidate> discounts;  ///< in order of application
  std::vector<Candidate> points;     ///< in order of application

  [[nodiscard]] std::int64_t total(const std::vector<std::int64_t>& nets) const;
  [[nodiscard]] std::int64_t usable_points(std::int64_t requested, std::int64_t total) const;
  /// The award base for a state of the nets; `usable` points pay.
  [[nodiscard]] AwardBase award_base(const std::vector<std::int64_t>& nets, std::int64_t total, std::int64_t usable) const;
  [[nodiscard]] AwardRate rate() const;
  [[nodiscard]] std::int64_t target_units(const Candidate& candidate) const;
};

}  // namespace kazasu::pricing
