#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/basket.hpp"
#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"
#include "pricing/layout.hpp"

namespace kazasu::pricing {

/// The base that awards count (pricing.md, section 3, stage 3: A(lines)), prepared for one state of the nets.
class AwardBase {
 public:
  /// `redeemed_value`: what points paid; it is shared over all lines by net.
  AwardBase(const Program& program, const Layout& layout, const std::vector<Line>& lines, const std::vector<std::int64_t>& nets, std::int64_t total,
            std::int64_t redeemed_value);

  /// Points of the step rule over the awardable ones among the lines.
  [[nodiscard]] std::int64_t base_points(const AwardRate& rate) const;
  /// Points that the offer awards over its target lines; `target_units` counts them.
  [[nodiscard]] std::int64_t offer_points(const Offer& offer, const std::vector<std::uint32_t>& target, std::int64_t target_units,
                                          const AwardRate& rate) const;

 private:
  [[nodiscard]] std::int64_t amount(const std::vector<std::int64_t>& by_rate) const;
  [[nodiscard]] std::int64_t amount_of(const std::vector<std::uint32_t>& target) const;

  const Program& program_;
  const Layout& layout_;
  std::vector<std::int64_t> line_values_;  ///< 0 for lines that are not awardable
};

/// The rank's entry where one is listed, else the base rate.
AwardRate award_rate(const AwardRules& rules, const std::string& rank);

/// A lot's dates. `expires_days` 0: as the base award.
Award make_award(const AwardRules& rules, std::string offer, std::int64_t expires_days, std::int64_t points, Date business_date);

}  // namespace kazasu::pricing
