#pragma once

#include <span>
#include <vector>

#include "pricing/award.hpp"
#include "pricing/candidates.hpp"
#include "pricing/redeem.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// Sums of points stop here: a quote that comes this far is refused (`limit_exceeded`), whatever the exact number.
inline constexpr Int kPointsSumMax = 1'000'000'000'000'000'000;

/// Chooses the points offers that go best with given discounts (pricing.md, section 5). Their points do not depend on
/// each other: one without a group applies if it gives any, and of a group the best one. Reused.
class PointsChoice {
 public:
  void prepare(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket,
               const Candidates& candidates);

  /// Whether points can be awarded at all.
  [[nodiscard]] bool matters() const { return matters_; }
  /// `taken`: places of the discount offers taken.
  void choose(std::span<const Int> line_nets, Int total, std::span<const Number> taken);

  std::vector<Number> picks;  ///< places, in order of application
  Int points = 0;             ///< awarded in all, by every wallet, the base awards included
  Redemption redemption;      ///< points that pay

  // Of the state of the last `choose`:

  [[nodiscard]] Int base_points(Number wallet) const {
    return bases_[wallet].base_points(facts_->wallets[wallet].rule);
  }
  [[nodiscard]] Int points_of(Number place) const { return given_[place]; }
  /// Whether the offer has awarded the member all that it may (OfferLimits::points_per_member).
  [[nodiscard]] bool used_up(Number place) const { return most_[place] == 0; }
  [[nodiscard]] Number wallet_of(Number place) const { return wallet_of_.empty() ? 0 : wallet_of_[place]; }
  /// What `points` would be with these nets and the same picks, at the same total.
  [[nodiscard]] Int points_with(std::span<const Int> line_nets, Int total);

 private:
  void prepare_offers();
  void prepare_bases(std::span<const Int> line_nets, Int total, std::vector<AwardBase>& bases) const;
  [[nodiscard]] Int reckon_points(Number place, std::vector<AwardBase>& bases) const;
  void close_groups(std::span<const Number> taken);
  void consider_of_group(Number place);
  void pick_of_groups();

  const OfferTables* tables_ = nullptr;
  const SaleFacts* facts_ = nullptr;
  const BasketLines* basket_ = nullptr;
  const Candidates* candidates_ = nullptr;
  bool matters_ = false;
  std::vector<AwardBase> bases_, other_bases_;  ///< by wallet
  std::vector<Number> wallet_of_;               ///< by place, for points offers; empty where there is one wallet
  std::vector<Int> most_;                       ///< by place: points that the offer may award in this basket
  Range awarding_;                              ///< places of the points offers
  bool grouped_ = false;                        ///< some of them have a group
  std::vector<Int> given_;                      ///< by place, for those
  struct GroupChoice {
    Number place = kNone;
    Int points = 0;
    bool closed = false;
  };
  std::vector<GroupChoice> by_group_;  ///< back to its defaults between uses
  std::vector<Number> groups_seen_;
};

}  // namespace kazasu::pricing
