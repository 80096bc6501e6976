// pricing.md, section 1: REWARD.
#include "pricing/compile_reward.hpp"

namespace kazasu::pricing {
namespace {

/// Of a count that is within its limit.
std::int32_t narrow(Int count) {
  return static_cast<std::int32_t>(count);
}

struct Compile {
  CompiledOffer& offer;

  void set(RewardKind kind, Stage stage) const {
    offer.kind = kind;
    offer.stage = stage;
  }
  void operator()(const reward::PercentOff& r) const {
    set(RewardKind::percent_off, Stage::unit);
    offer.basis_points = narrow(r.basis_points);
  }
  void operator()(const reward::AmountOffUnit& r) const {
    set(RewardKind::amount_off_unit, Stage::unit);
    offer.amount = r.amount.value();
  }
  void operator()(const reward::UnitPrice& r) const {
    set(RewardKind::unit_price, Stage::unit);
    offer.amount = r.price.value();
  }
  void operator()(const reward::Bundle& r) const {
    set(RewardKind::bundle, Stage::unit);
    offer.basis_points = narrow(r.basis_points);
    offer.set = narrow(r.buy + r.get);
    offer.get = narrow(r.get);
  }
  void operator()(const reward::MixMatch& r) const {
    set(RewardKind::mix_match, Stage::unit);
    offer.amount = r.price.value();
    offer.set = narrow(r.quantity);
  }
  void operator()(const reward::BasketPercentOff& r) const {
    set(RewardKind::basket_percent_off, Stage::basket);
    offer.basis_points = narrow(r.basis_points);
  }
  void operator()(const reward::BasketAmountOff& r) const {
    set(RewardKind::basket_amount_off, Stage::basket);
    offer.amount = r.amount.value();
  }
  void operator()(const reward::PointsTimes& r) const {
    set(RewardKind::points_times, Stage::points);
    offer.set = narrow(r.tenths);
  }
  void operator()(const reward::PointsBonus& r) const {
    set(RewardKind::points_bonus, Stage::points);
    offer.amount = r.points.value();
  }
  void operator()(const reward::PointsPerUnit& r) const {
    set(RewardKind::points_per_unit, Stage::points);
    offer.amount = r.points.value();
  }
  void operator()(const reward::IssueCoupon& r) const {
    set(RewardKind::issue_coupon, Stage::stamps);
    offer.set = narrow(r.stamps);
    offer.per_unit = r.per_unit;
  }
};

}  // namespace

void compile_reward(const Reward& reward, CompiledOffer& offer) {
  std::visit(Compile{offer}, reward);
}

}  // namespace kazasu::pricing
