#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/values/basket.hpp"
#include "kazasu/values/member_view.hpp"
#include "kazasu/values/money.hpp"
#include "kazasu/values/offer.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu {

/// What is left of an offer's budget where it is sold.
struct BudgetLeft {
  std::string offer;
  std::int64_t uses = 0;
  Money amount;
  Points points;
};

/// What is sold, to whom and when: all of a quote request but the program and its offers.
struct Sale {
  Timestamp at;
  std::optional<MemberView> member;
  Basket basket;
  std::vector<BudgetLeft> budgets;  ///< an offer with a budget that is not named has all of it left
};

/// A whole request (pricing.md, section 1).
struct QuoteRequest {
  Program program;
  std::vector<Offer> offers;
  Sale sale;
  std::vector<Line> shelf{};  ///< for hints: QuoteOptions::products
};

struct Adjustment {
  std::string offer;  ///< "": the manual discount
  Money amount;
};

struct QuotedLine {
  std::string id;
  Money gross, discount, net;
  std::vector<Adjustment> adjustments;
  std::vector<Money> unit_nets;
};

struct AppliedOffer {
  std::string offer;
  Money discount;
  Points points;
};

/// Why an offer is not in the selection (pricing.md, section 5).
enum class NotAppliedReason {
  priced_by_pos,
  unknown,
  not_held,
  member,
  condition,
  limit,
  no_target,
  group,
  exclusive,
  no_effect,
  not_best,
};

struct NotAppliedOffer {
  std::string offer;
  NotAppliedReason reason = NotAppliedReason::unknown;
  std::string condition;  ///< the failing field of CONDITION, or ""
  std::string instead;    ///< the offer taken in its place, or ""
  std::string wanted;     ///< for people
  std::string found;      ///< for people
};

struct TaxTotal {
  std::int64_t basis_points = 0;
  Money taxable;
  Money tax;
};

struct Award {
  std::string offer;  ///< "": the base award
  Points points;
  Date activates_on;
  std::optional<Date> expires_on;  ///< nothing: never
  std::string wallet{};            ///< "": the program's own
};

/// Stamps collected and coupons issued by an `issue_coupon` offer.
struct IssuedCoupon {
  std::string offer;        ///< the offer that issues
  std::string coupon;       ///< the coupon that is issued
  std::int64_t stamps = 0;  ///< given by this checkout
  std::int64_t count = 0;   ///< coupons issued now
  Date available_on;
  std::int64_t stamps_used = 0;  ///< that the coupons issued now have cost
};

/// Goods of which a hint wants more.
struct HintGoods {
  std::string line;  ///< "": the basket has none of it
  std::string product;
  std::int64_t add_quantity = 0;
};

/// The smallest basket change that would make an unmet offer apply (docs/pricing-extensions.md, Hints).
struct Hint {
  std::string offer;
  std::vector<HintGoods> goods;   ///< lines in the basket's order, then products in theirs; at least one
  std::int64_t add_quantity = 0;  ///< units, of all goods together
  Money add_amount;               ///< what the added goods cost before discounts
  Money saves;                    ///< by how much the total is lower than that of the same basket without the offer
  Points points;                  ///< more points than without the offer
};

/// Which cap of a wallet cut its awards (AwardCaps).
enum class AwardCap { none, per_checkout, per_day, checkouts_per_day };

/// What a quote does to one wallet.
struct QuotedWallet {
  std::string wallet;        ///< "": the program's own
  Points redeemed_points;    ///< that pay
  Points redeemable_points;  ///< that could pay at most, beside what the other wallets pay
  Points awarded_points;
  Points balance;        ///< that may be redeemed after this checkout
  Points capped_points;  ///< that would have been awarded but for `cap`
  AwardCap cap = AwardCap::none;
};

/// The priced basket with every reason (pricing.md, section 6).
struct Quote {
  std::vector<QuotedLine> lines;
  std::vector<AppliedOffer> applied;
  std::vector<NotAppliedOffer> not_applied;
  Money gross, discount, total;
  std::vector<TaxTotal> taxes;
  Money due;
  Points redeemed_points;
  Points redeemable_points;
  std::vector<Award> awards;
  Points awarded_points;
  bool optimal = true;
  Money gap;  ///< with `optimal` false: what could still be saved at most
  std::vector<IssuedCoupon> issued_coupons;
  std::vector<Hint> hints;
  std::vector<QuotedWallet> wallets;  ///< where a program has several or caps: all, its own first; else empty
};

}  // namespace kazasu
