#include "brute_force.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace kazasu::brute_force {
namespace {

using I = std::int64_t;
__extension__ typedef __int128 I128;

I round_div(I128 numerator, I128 denominator, Rounding rounding) {
  const I128 floor = numerator / denominator;
  const I128 rest = numerator % denominator;
  switch (rounding) {
    case Rounding::floor: return static_cast<I>(floor);
    case Rounding::half_up: return static_cast<I>(floor + (2 * rest >= denominator ? 1 : 0));
    case Rounding::ceiling: return static_cast<I>(floor + (rest > 0 ? 1 : 0));
  }
  return 0;
}

/// Section 4, one unit at a time.
std::vector<I> allocate(I amount, const std::vector<I>& weights) {
  const I sum = std::accumulate(weights.begin(), weights.end(), I{0});
  std::vector<I> shares(weights.size(), 0);
  if (sum == 0) return shares;
  std::vector<std::pair<I, std::size_t>> order;
  I left = amount;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const I128 product = static_cast<I128>(amount) * weights[i];
    shares[i] = static_cast<I>(product / sum);
    left -= shares[i];
    order.emplace_back(-static_cast<I>(product % sum), i);
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i].second];
  return shares;
}

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

enum class Kind { unit = 1, basket = 2, points = 3, stamps = 4 };

Kind kind_of(const Offer& offer) {
  constexpr std::array<Kind, 11> kKinds{Kind::unit,   Kind::unit,   Kind::unit,   Kind::unit,
                                        Kind::unit,   Kind::basket, Kind::basket, Kind::points,
                                        Kind::points, Kind::points, Kind::stamps};
  return kKinds.at(offer.reward.index());
}

bool discounts(const Offer& offer) {
  return kind_of(offer) == Kind::unit || kind_of(offer) == Kind::basket;
}

bool filter_matches(const Filter& filter, const Line& line) {
  bool named = filter.products.empty() && filter.categories.empty() && filter.brands.empty();
  named = named || has(filter.products, line.product) || has(filter.brands, line.brand);
  for (const auto& category : line.categories) named = named || has(filter.categories, category);
  if (!named || has(filter.except_products, line.product)) return false;
  return std::none_of(line.categories.begin(), line.categories.end(),
                      [&](const std::string& category) { return has(filter.except_categories, category); });
}

/// Nets of each line's units.
using Nets = std::vector<std::vector<I>>;

I sum_of(const std::vector<I>& units) {
  return std::accumulate(units.begin(), units.end(), I{0});
}

struct Outcome {
  Nets nets;
  std::map<const Offer*, std::map<std::size_t, I>> off;  ///< by offer and line
  std::map<const Offer*, I> points;
  I total = 0, all_points = 0;
  std::map<std::string, I> usable, base_points;  ///< by wallet
  std::vector<TaxTotal> taxes;
};

/// A wallet with what the sale says of it.
struct Purse {
  std::string name;
  const AwardRules* award;
  const RedeemRules* redeem;
  I balance = 0, wish = 0, today = 0;
};

class Sum {
 public:
  explicit Sum(const QuoteRequest& request)
      : request_(request), program_(request.program), sale_(request.sale), lines_(request.sale.basket.lines) {
    date_ = business_date_at(program_.time_zone, program_.business_day_starts, sale_.at.unix_ms);
    wall_ = wall_clock_at(program_.time_zone, sale_.at.unix_ms).time;
    for (const Offer& offer : request.offers) {
      NotAppliedOffer no = reason_of(offer);
      if (no.reason == NotAppliedReason::not_best) candidates_.push_back(&offer);
      reasons_[&offer] = no;
    }
    std::sort(candidates_.begin(), candidates_.end(), [](const Offer* a, const Offer* b) {
      return std::tuple{kind_of(*a), -a->priority, a->id} < std::tuple{kind_of(*b), -b->priority, b->id};
    });
  }

  Quote answer();

 private:
  using Selection = std::vector<const Offer*>;  ///< in order of application

  NotAppliedOffer reason_of(const Offer& offer) const;
  std::string failing_condition(const Offer& offer) const;
  std::vector<std::size_t> target_of(const Offer& offer) const;
  bool allowed(const Selection& selection) const;
  Outcome outcome_of(const Selection& selection) const;
  void apply(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const;
  void apply_sets(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const;
  void add_tax(Outcome& outcome) const;
  void award(const Selection& selection, Outcome& outcome) const;
  I usable(const Purse& purse, I wish, I rest) const;
  std::vector<Purse> purses() const;
  const Purse purse(const std::string& name) const;
  void redeem(Outcome& outcome) const;
  I value_of(const Outcome& outcome, const std::string& but = "-") const;
  I most_points(const Offer& offer) const;
  void cap(Selection& best, Outcome& outcome, Quote& quote);
  I basis_points(const Line& line) const;
  AwardRate rate(const AwardRules& rules) const;
  void explain(const Selection& best, const Outcome& outcome, const Selection& stamps, Quote& quote) const;
  Selection stamp_offers(const Selection& best, Quote& quote) const;
  I stamps_of(const Offer& offer) const;
  I held_stamps(const Offer& offer) const;
  Award lot(const std::string& offer, const std::string& wallet, I points, I expires_days) const;

  const QuoteRequest& request_;
  const Program& program_;
  const Sale& sale_;
  const std::vector<Line>& lines_;
  Date date_;
  TimeOfDay wall_;
  Selection candidates_;
  std::map<const Offer*, NotAppliedOffer> reasons_;
  std::set<const Offer*> capped_;  ///< cut to nothing
};

I Sum::basis_points(const Line& line) const {
  for (const TaxRate& one : program_.tax_rates) {
    if (one.tax_class == line.tax_class) return one.basis_points;
  }
  return -1;
}

std::string Sum::failing_condition(const Offer& offer) const {
  const Condition& when = offer.when;
  const auto& member = sale_.member;
  if (when.valid_from && date_ < *when.valid_from) return "valid_from";
  if (when.valid_to && date_ > *when.valid_to) return "valid_to";
  const std::chrono::weekday weekday{std::chrono::sys_days{date_}};
  const auto& weekdays = when.weekdays;
  if (!weekdays.empty() && std::find(weekdays.begin(), weekdays.end(), weekday) == weekdays.end()) return "weekdays";
  const auto day = static_cast<std::int32_t>(static_cast<unsigned>(date_.day()));
  const auto& days = when.days_of_month;
  if (!days.empty() && std::find(days.begin(), days.end(), day) == days.end()) return "days_of_month";
  bool in_hours = when.hours.empty();
  for (const HourWindow& window : when.hours) {
    for (I minute = window.from.minutes; minute % 1440 != window.to.minutes; ++minute) {
      in_hours = in_hours || minute % 1440 == wall_.minutes;
    }
  }
  if (!in_hours) return "hours";
  if (!when.companies.empty() && !has(when.companies, sale_.basket.company)) return "companies";
  if (!when.stores.empty() && !has(when.stores, sale_.basket.store)) return "stores";
  if (!when.tenders.empty() && !has(when.tenders, sale_.basket.tender)) return "tenders";
  if (!when.ranks.empty() && !(member && has(when.ranks, member->rank))) return "ranks";
  const auto in_segment = [&](const std::string& segment) { return member && has(member->segments, segment); };
  const auto& any = when.segments_any;
  if (!any.empty() && std::none_of(any.begin(), any.end(), in_segment)) return "segments_any";
  if (!std::all_of(when.segments_all.begin(), when.segments_all.end(), in_segment)) return "segments_all";
  const auto month = static_cast<std::int32_t>(static_cast<unsigned>(date_.month()));
  if (when.birthday_month && !(member && member->birthday && member->birthday->month == month)) return "birthday_month";
  if (when.first_visit && !(member && member->first_visit)) return "first_visit";
  if (when.min_assurance && !(member && member->assurance >= *when.min_assurance)) return "min_assurance";
  I amount = 0, quantity = 0;
  for (const Line& line : lines_) {
    if (!filter_matches(offer.target, line)) continue;
    amount += line.quantity * line.unit_price.value();
    if (sale_.basket.priced_by_pos) amount -= line.manual_discount.value();
    quantity += line.quantity;
  }
  if (amount < when.min_amount.value()) return "min_amount";
  if (quantity < when.min_quantity) return "min_quantity";
  return "";
}

std::vector<std::size_t> Sum::target_of(const Offer& offer) const {
  std::vector<std::size_t> target;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const bool open = discounts(offer) ? lines_[i].discountable : lines_[i].awardable;
    if (open && filter_matches(offer.target, lines_[i])) target.push_back(i);
  }
  return target;
}

NotAppliedOffer Sum::reason_of(const Offer& offer) const {
  const auto because = [&](NotAppliedReason reason) { return NotAppliedOffer{offer.id, reason, "", "", "", ""}; };
  const auto& member = sale_.member;
  if (sale_.basket.priced_by_pos && discounts(offer)) return because(NotAppliedReason::priced_by_pos);
  const bool held = (member && has(member->coupons, offer.id)) || has(sale_.basket.coupon_codes, offer.id);
  if (offer.kind == OfferKind::coupon && !held) return because(NotAppliedReason::not_held);
  if (!discounts(offer) && !member) return because(NotAppliedReason::member);
  if (const std::string failing = failing_condition(offer); !failing.empty()) {
    NotAppliedOffer no = because(NotAppliedReason::condition);
    no.condition = failing;
    return no;
  }
  OfferUsage used;
  if (member) {
    for (const OfferUsage& one : member->usage) used = one.offer == offer.id ? one : used;
  }
  const OfferLimits& limits = offer.limits;
  const bool limited = limits.per_member_day > 0 || limits.per_member > 0;
  if (limited && (!member || (limits.per_member_day > 0 && used.today >= limits.per_member_day) ||
                  (limits.per_member > 0 && used.total >= limits.per_member))) {
    return because(NotAppliedReason::limit);
  }
  const bool gives_points = !discounts(offer) && !std::holds_alternative<reward::IssueCoupon>(offer.reward);
  const bool used_up = gives_points && limits.points_per_member > Points{} && used.points >= limits.points_per_member;
  if (target_of(offer).empty()) return because(used_up ? NotAppliedReason::limit : NotAppliedReason::no_target);
  return because(NotAppliedReason::not_best);
}

bool Sum::allowed(const Selection& selection) const {
  std::set<std::string> groups;
  std::size_t discount_count = 0;
  bool exclusive = false;
  for (const Offer* offer : selection) {
    if (!offer->group.empty() && !groups.insert(offer->group).second) return false;
    if (!discounts(*offer)) continue;
    ++discount_count;
    exclusive = exclusive || offer->exclusive;
  }
  return !exclusive || discount_count == 1;
}

void Sum::apply_sets(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const {
  std::vector<std::tuple<I, std::size_t, std::size_t>> ranked;
  for (const std::size_t line : target_of(offer)) {
    for (std::size_t unit = 0; unit < nets[line].size(); ++unit) {
      if (!taken[line][unit]) ranked.emplace_back(-nets[line][unit], line, unit);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  const auto* bundle = std::get_if<reward::Bundle>(&offer.reward);
  const auto* mix = std::get_if<reward::MixMatch>(&offer.reward);
  const auto size = static_cast<std::size_t>(bundle ? bundle->buy + bundle->get : mix->quantity);
  I sets = 0;
  for (std::size_t at = 0; at + size <= ranked.size(); at += size, ++sets) {
    if (offer.limits.per_basket > 0 && sets >= offer.limits.per_basket) return;
    std::vector<I> set_nets;
    for (std::size_t i = at; i < at + size; ++i) set_nets.push_back(-std::get<0>(ranked[i]));
    std::vector<I> off(size, 0);
    if (bundle) {
      for (std::size_t i = static_cast<std::size_t>(bundle->buy); i < size; ++i) {
        off[i] = round_div(I128{set_nets[i]} * bundle->basis_points, 10'000, program_.discount_rounding);
      }
    } else {
      if (sum_of(set_nets) <= mix->price.value()) return;
      off = allocate(sum_of(set_nets) - mix->price.value(), set_nets);
    }
    for (std::size_t i = 0; i < size; ++i) {
      const auto& [net, line, unit] = ranked[at + i];
      nets[line][unit] -= off[i];
      taken[line][unit] = true;
    }
  }
}

void Sum::apply(const Offer& offer, Nets& nets, std::vector<std::vector<bool>>& taken) const {
  const std::vector<std::size_t> target = target_of(offer);
  const auto share_in_line = [&](std::size_t line, I amount) {
    const std::vector<I> shares = allocate(amount, nets[line]);
    for (std::size_t unit = 0; unit < shares.size(); ++unit) nets[line][unit] -= shares[unit];
  };
  if (kind_of(offer) == Kind::basket) {
    std::vector<I> weights;
    for (const std::size_t line : target) weights.push_back(sum_of(nets[line]));
    I off = 0;
    if (const auto* percent = std::get_if<reward::BasketPercentOff>(&offer.reward)) {
      off = round_div(I128{sum_of(weights)} * percent->basis_points, 10'000, program_.discount_rounding);
    } else {
      off = std::min(sum_of(weights), std::get<reward::BasketAmountOff>(offer.reward).amount.value());
    }
    const std::vector<I> shares = allocate(off, weights);
    for (std::size_t i = 0; i < target.size(); ++i) share_in_line(target[i], shares[i]);
    return;
  }
  if (const auto* percent = std::get_if<reward::PercentOff>(&offer.reward)) {
    for (const std::size_t line : target) {
      share_in_line(line,
                    round_div(I128{sum_of(nets[line])} * percent->basis_points, 10'000, program_.discount_rounding));
    }
    return;
  }
  const auto* amount = std::get_if<reward::AmountOffUnit>(&offer.reward);
  const auto* price = std::get_if<reward::UnitPrice>(&offer.reward);
  if (!amount && !price) return apply_sets(offer, nets, taken);
  std::vector<std::tuple<I, std::size_t, std::size_t>> ranked;
  for (const std::size_t line : target) {
    for (std::size_t unit = 0; unit < nets[line].size(); ++unit) ranked.emplace_back(-nets[line][unit], line, unit);
  }
  std::sort(ranked.begin(), ranked.end());
  const I most = offer.limits.per_basket;
  if (most > 0 && ranked.size() > static_cast<std::size_t>(most)) ranked.resize(static_cast<std::size_t>(most));
  for (const auto& [negative, line, unit] : ranked) {
    I& net = nets[line][unit];
    net = amount ? net - std::min(net, amount->amount.value()) : std::min(net, price->price.value());
  }
}

void Sum::add_tax(Outcome& outcome) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const I rate = basis_points(lines_[i]);
    auto known = std::find_if(outcome.taxes.begin(), outcome.taxes.end(),
                              [&](const TaxTotal& t) { return t.basis_points == rate; });
    if (known == outcome.taxes.end()) known = outcome.taxes.insert(outcome.taxes.end(), {rate, Money{}, Money{}});
    known->taxable += Money{sum_of(outcome.nets[i])};
  }
  for (TaxTotal& tax : outcome.taxes) {
    const bool included = program_.tax_mode == TaxMode::included;
    const I128 whole = included ? 10'000 + tax.basis_points : 10'000;
    tax.tax = Money{round_div(I128{tax.taxable.value()} * tax.basis_points, whole, program_.tax_rounding)};
    outcome.total += tax.taxable.value() + (included ? 0 : tax.tax.value());
  }
}

std::vector<Purse> Sum::purses() const {
  std::vector<Purse> all{{"", &program_.award, &program_.redeem}};
  for (const Wallet& one : program_.wallets) all.push_back({one.wallet, &one.award, &one.redeem});
  all[0].wish = sale_.basket.redeem_points.value();
  for (Purse& one : all) {
    for (const WalletSpend& spend : sale_.basket.spend) {
      if (spend.wallet == one.name) one.wish = spend.points.value();
    }
    if (!sale_.member) continue;
    if (one.name.empty()) {
      one.balance = sale_.member->balance.value();
      one.today = sale_.member->awarded_today.value();
    }
    for (const MemberWallet& held : sale_.member->wallets) {
      if (held.wallet != one.name) continue;
      one.balance = held.balance.value();
      one.today = held.awarded_today.value();
    }
  }
  return all;
}

const Purse Sum::purse(const std::string& name) const {
  for (const Purse& one : purses()) {
    if (one.name == name) return one;
  }
  return {};
}

/// What points pay, but for one wallet.
I Sum::value_of(const Outcome& outcome, const std::string& but) const {
  I value = 0;
  for (const auto& [name, points] : outcome.usable) {
    if (name != but) value += points * purse(name).redeem->point_value.value();
  }
  return value;
}

void Sum::redeem(Outcome& outcome) const {
  std::vector<std::string> order;
  if (sale_.basket.redeem_points.value() > 0) order.emplace_back();
  for (const WalletSpend& spend : sale_.basket.spend) order.push_back(spend.wallet);
  for (const Purse& one : purses()) outcome.usable[one.name] = 0;
  for (const std::string& name : order) {
    const I rest = outcome.total - value_of(outcome);
    outcome.usable[name] = usable(purse(name), purse(name).wish, rest);
  }
}

I Sum::most_points(const Offer& offer) const {
  I most = std::numeric_limits<I>::max();
  if (offer.limits.points_per_basket.value() > 0) most = offer.limits.points_per_basket.value();
  if (offer.limits.points_per_member.value() > 0) {
    I used = 0;
    for (const OfferUsage& one : sale_.member->usage) {
      if (one.offer == offer.id) used = one.points.value();
    }
    most = std::min(most, std::max<I>(0, offer.limits.points_per_member.value() - used));
  }
  return most;
}

I Sum::usable(const Purse& purse, I wish, I total) const {
  const RedeemRules& rules = *purse.redeem;
  if (!sale_.member || rules.point_value.value() == 0) return 0;
  const I unit = rules.unit.value() == 0 ? 1 : rules.unit.value();
  const I most = std::min({wish, purse.balance, total / rules.point_value.value()});
  I points = 0;
  if (most > 0) points = most - most % unit;
  return points < rules.minimum.value() ? 0 : points;
}

AwardRate Sum::rate(const AwardRules& rules) const {
  for (const RankAwardRate& one : rules.ranks) {
    if (one.rank == sale_.member->rank) return one.rate;
  }
  return rules.rate;
}

void Sum::award(const Selection& selection, Outcome& outcome) const {
  if (!sale_.member) return;
  std::vector<I> line_nets;
  for (const auto& units : outcome.nets) line_nets.push_back(sum_of(units));
  I value = value_of(outcome);
  if (program_.tax_mode == TaxMode::excluded && outcome.total > 0) {
    value = static_cast<I>(I128{value} * sum_of(line_nets) / outcome.total);
  }
  const auto base_of = [&](const AwardRules& rules, const std::vector<std::size_t>& among) {
    std::vector<I> shares(lines_.size(), 0);
    if (!rules.on_redeemed_part) shares = allocate(value, line_nets);
    std::map<I, I> by_rate;
    for (const std::size_t i : among) {
      if (lines_[i].awardable) by_rate[basis_points(lines_[i])] += line_nets[i] - shares[i];
    }
    I sum = 0;
    for (const auto& [points, net] : by_rate) {
      sum += net;
      if (program_.tax_mode == TaxMode::included && rules.base == TaxMode::excluded) {
        sum -= round_div(I128{net} * points, 10'000 + points, program_.tax_rounding);
      } else if (program_.tax_mode == TaxMode::excluded && rules.base == TaxMode::included) {
        sum += round_div(I128{net} * points, 10'000, program_.tax_rounding);
      }
    }
    return sum;
  };
  const auto steps = [&](const AwardRules& rules, const std::vector<std::size_t>& among) {
    const AwardRate own = rate(rules);
    return own.step.value() == 0 ? 0 : base_of(rules, among) / own.step.value() * own.points.value();
  };
  std::vector<std::size_t> all(lines_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const Purse& one : purses()) {
    outcome.base_points[one.name] = steps(*one.award, all);
    outcome.all_points += outcome.base_points[one.name];
  }
  for (const Offer* offer : selection) {
    if (kind_of(*offer) != Kind::points) continue;
    const std::vector<std::size_t> target = target_of(*offer);
    I points = 0;
    if (const auto* times = std::get_if<reward::PointsTimes>(&offer->reward)) {
      points = std::max<I>(0, steps(*purse(offer->wallet).award, target) * (times->tenths - 10) / 10);
    } else if (const auto* bonus = std::get_if<reward::PointsBonus>(&offer->reward)) {
      points = bonus->points.value();
    } else {
      I units = 0;
      for (const std::size_t line : target) units += lines_[line].quantity;
      if (offer->limits.per_basket > 0) units = std::min(units, offer->limits.per_basket);
      points = std::get<reward::PointsPerUnit>(offer->reward).points.value() * units;
    }
    points = std::min(points, most_points(*offer));
    outcome.points[offer] = points;
    outcome.all_points += points;
  }
}

Outcome Sum::outcome_of(const Selection& selection) const {
  Outcome outcome;
  std::vector<std::vector<bool>> taken;
  for (const Line& line : lines_) {
    std::vector<I> prices(static_cast<std::size_t>(line.quantity), line.unit_price.value());
    const std::vector<I> shares = allocate(line.manual_discount.value(), prices);
    for (std::size_t unit = 0; unit < prices.size(); ++unit) prices[unit] -= shares[unit];
    outcome.nets.push_back(prices);
    taken.emplace_back(prices.size(), false);
  }
  for (const Offer* offer : selection) {
    if (!discounts(*offer)) continue;
    const Nets before = outcome.nets;
    apply(*offer, outcome.nets, taken);
    outcome.off[offer];
    for (std::size_t i = 0; i < lines_.size(); ++i) outcome.off[offer][i] = sum_of(before[i]) - sum_of(outcome.nets[i]);
  }
  add_tax(outcome);
  redeem(outcome);
  award(selection, outcome);
  return outcome;
}

I Sum::stamps_of(const Offer& offer) const {
  if (!std::get<reward::IssueCoupon>(offer.reward).per_unit) return 1;
  I units = 0;
  for (const std::size_t line : target_of(offer)) units += lines_[line].quantity;
  return offer.limits.per_basket > 0 ? std::min(units, offer.limits.per_basket) : units;
}

I Sum::held_stamps(const Offer& offer) const {
  for (const OfferUsage& one : sale_.member->usage) {
    if (one.offer == offer.id) return one.stamps;
  }
  return 0;
}

/// docs/pricing-extensions.md: stamp offers apply once the selection is known.
Sum::Selection Sum::stamp_offers(const Selection& best, Quote& quote) const {
  const auto issued = [&](const Offer& offer) {
    const I full = (held_stamps(offer) + stamps_of(offer)) / std::get<reward::IssueCoupon>(offer.reward).stamps;
    return offer.limits.coupons_per_basket > 0 ? std::min(full, offer.limits.coupons_per_basket) : full;
  };
  Selection taken;
  for (const Offer* offer : candidates_) {
    if (kind_of(*offer) != Kind::stamps) continue;
    const auto same_group = [&](const Offer* other) { return !offer->group.empty() && other->group == offer->group; };
    const auto beaten_by = [&](const Offer* other) {
      return kind_of(*other) == Kind::stamps && same_group(other) &&
             std::tuple{-issued(*other), -stamps_of(*other), other->id} <
                 std::tuple{-issued(*offer), -stamps_of(*offer), offer->id};
    };
    if (std::any_of(best.begin(), best.end(), same_group)) continue;
    if (std::any_of(candidates_.begin(), candidates_.end(), beaten_by)) continue;
    taken.push_back(offer);
    const auto& reward = std::get<reward::IssueCoupon>(offer->reward);
    quote.applied.push_back({offer->id, Money{}, Points{}});
    quote.issued_coupons.push_back({offer->id, reward.coupon, stamps_of(*offer), issued(*offer),
                                    add_days(date_, reward.available_days), issued(*offer) * reward.stamps});
  }
  return taken;
}

void Sum::explain(const Selection& best, const Outcome& outcome, const Selection& stamps, Quote& quote) const {
  const auto first_discount = std::find_if(best.begin(), best.end(), [](const Offer* one) { return discounts(*one); });
  for (const Offer& offer : request_.offers) {
    if (std::find(best.begin(), best.end(), &offer) != best.end()) continue;
    if (std::find(stamps.begin(), stamps.end(), &offer) != stamps.end()) continue;
    NotAppliedOffer no = reasons_.at(&offer);
    if (no.reason == NotAppliedReason::not_best) {
      Selection taken = best;
      taken.insert(taken.end(), stamps.begin(), stamps.end());
      const auto same = std::find_if(taken.begin(), taken.end(), [&](const Offer* one) {
        return !offer.group.empty() && one->group == offer.group;
      });
      if (kind_of(offer) == Kind::points && (most_points(offer) == 0 || capped_.contains(&offer))) {
        no.reason = NotAppliedReason::limit;
      } else if (same != taken.end()) {
        no.reason = NotAppliedReason::group;
        no.instead = (*same)->id;
      } else if (discounts(offer) && first_discount != best.end() &&
                 (offer.exclusive || (*first_discount)->exclusive)) {
        no.reason = NotAppliedReason::exclusive;
        no.instead = (*first_discount)->id;
      } else {
        Selection more;
        for (const Offer* one : candidates_) {
          const bool chosen = std::find(best.begin(), best.end(), one) != best.end() || capped_.contains(one);
          if (one == &offer || chosen) more.push_back(one);
        }
        const Outcome other = outcome_of(more);
        if (other.total == outcome.total && other.all_points == outcome.all_points)
          no.reason = NotAppliedReason::no_effect;
      }
    }
    quote.not_applied.push_back(no);
  }
  std::vector<std::string> named = sale_.member ? sale_.member->coupons : std::vector<std::string>{};
  named.insert(named.end(), sale_.basket.coupon_codes.begin(), sale_.basket.coupon_codes.end());
  std::set<std::string> seen;
  for (const Offer& offer : request_.offers) seen.insert(offer.id);
  for (const std::string& id : named) {
    if (seen.insert(id).second) quote.not_applied.push_back({id, NotAppliedReason::unknown, "", "", "", ""});
  }
}

Award Sum::lot(const std::string& offer, const std::string& wallet, I points, I expires_days) const {
  const AwardRules& rules = *purse(wallet).award;
  Award award{offer, Points{points}, add_days(date_, rules.activates_days), std::nullopt, wallet};
  if (expires_days > 0) {
    award.expires_on = add_days(date_, expires_days);
  } else if (rules.expires_days > 0) {
    award.expires_on = add_days(date_, rules.expires_days);
    if (rules.expiry == ExpiryRule::end_of_month) award.expires_on = end_of_month(*award.expires_on);
  }
  return award;
}

/// docs/pricing-extensions.md: a wallet's caps cut after the selection, the base award last.
void Sum::cap(Selection& best, Outcome& outcome, Quote& quote) {
  bool any = false;
  for (const Purse& one : purses()) {
    const AwardCaps& caps = one.award->caps;
    any = any || caps.per_checkout.value() > 0 || caps.per_day.value() > 0 || caps.checkouts_per_day > 0;
  }
  if (program_.wallets.empty() && !any) return;
  for (const Purse& one : purses()) {
    QuotedWallet& wallet = quote.wallets.emplace_back();
    wallet.wallet = one.name;
    if (!sale_.member) continue;
    const AwardCaps& caps = one.award->caps;
    I room = std::numeric_limits<I>::max();
    AwardCap by = AwardCap::none;
    const auto narrow = [&](I most, AwardCap cap) {
      if (most >= room) return;
      room = std::max<I>(0, most);
      by = cap;
    };
    if (caps.checkouts_per_day > 0 && sale_.member->checkouts_today >= caps.checkouts_per_day)
      narrow(0, AwardCap::checkouts_per_day);
    if (caps.per_checkout.value() > 0) narrow(caps.per_checkout.value(), AwardCap::per_checkout);
    if (caps.per_day.value() > 0) narrow(caps.per_day.value() - one.today, AwardCap::per_day);
    const auto cut = [&](I& points) {
      const I kept = std::min(points, room);
      if (kept < points) {
        wallet.capped_points += Points{points - kept};
        wallet.cap = by;
      }
      room -= kept;
      points = kept;
    };
    cut(outcome.base_points[one.name]);
    Selection left;
    for (const Offer* offer : best) {
      if (kind_of(*offer) == Kind::points && offer->wallet == one.name) {
        cut(outcome.points[offer]);
        if (outcome.points[offer] == 0) {
          capped_.insert(offer);
          continue;
        }
      }
      left.push_back(offer);
    }
    best = left;
  }
}

Quote Sum::answer() {
  Selection selectable;
  for (const Offer* one : candidates_) {
    if (kind_of(*one) != Kind::stamps) selectable.push_back(one);
  }
  using Key = std::tuple<I, I, std::size_t, std::size_t, std::vector<std::string>>;
  Key best_key;
  Selection best;
  bool any = false;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << selectable.size(); ++bits) {
    Selection selection;
    for (std::size_t i = 0; i < selectable.size(); ++i) {
      if ((bits >> i & 1) != 0) selection.push_back(selectable[i]);
    }
    if (!allowed(selection)) continue;
    const Outcome outcome = outcome_of(selection);
    Key key{outcome.total, -outcome.all_points, 0, selection.size(), {}};
    for (const Offer* one : selection) {
      std::get<2>(key) += one->kind == OfferKind::coupon ? 1 : 0;
      std::get<4>(key).push_back(one->id);
    }
    std::sort(std::get<4>(key).begin(), std::get<4>(key).end());
    if (any && key >= best_key) continue;
    any = true;
    best_key = key;
    best = selection;
  }
  const Outcome outcome = outcome_of(best);
  Quote quote;
  Outcome given = outcome;
  cap(best, given, quote);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    QuotedLine line;
    line.id = lines_[i].id;
    line.gross = Money{lines_[i].quantity * lines_[i].unit_price.value()};
    line.net = Money{sum_of(outcome.nets[i])};
    line.discount = line.gross - line.net;
    for (const I unit : outcome.nets[i]) line.unit_nets.emplace_back(unit);
    if (lines_[i].manual_discount.value() != 0) line.adjustments.push_back({"", lines_[i].manual_discount});
    for (const Offer* one : best) {
      if (discounts(*one) && outcome.off.at(one).at(i) != 0)
        line.adjustments.push_back({one->id, Money{outcome.off.at(one).at(i)}});
    }
    quote.gross += line.gross;
    quote.discount += line.discount;
    quote.lines.push_back(line);
  }
  const auto add_award = [&](const std::string& offer, const std::string& wallet, I points, I expires_days) {
    if (points > 0) quote.awards.push_back(lot(offer, wallet, points, expires_days));
    if (wallet.empty()) quote.awarded_points += Points{points};
  };
  for (const Purse& one : purses()) {
    if (sale_.member) add_award("", one.name, given.base_points[one.name], 0);
  }
  for (const Offer* one : best) {
    AppliedOffer applied{one->id, Money{}, Points{}};
    if (discounts(*one)) {
      for (const auto& [line, off] : outcome.off.at(one)) applied.discount += Money{off};
    } else {
      applied.points = Points{given.points.at(one)};
      add_award(one->id, one->wallet, given.points.at(one), one->expires_days);
    }
    quote.applied.push_back(applied);
  }
  quote.total = Money{outcome.total};
  quote.taxes = outcome.taxes;
  const auto redeemable = [&](const Purse& one) {
    return Points{usable(one, one.balance, outcome.total - value_of(outcome, one.name))};
  };
  quote.redeemed_points = Points{outcome.usable.at("")};
  quote.redeemable_points = redeemable(purse(""));
  quote.due = quote.total - Money{value_of(outcome)};
  for (QuotedWallet& wallet : quote.wallets) {
    const Purse one = purse(wallet.wallet);
    wallet.redeemed_points = Points{outcome.usable.at(one.name)};
    wallet.redeemable_points = redeemable(one);
    wallet.balance = Points{one.balance} - wallet.redeemed_points;
    for (const Award& award : quote.awards) {
      if (award.wallet != one.name) continue;
      wallet.awarded_points += award.points;
      if (award.activates_on <= date_) wallet.balance += award.points;
    }
  }
  const Selection stamps = stamp_offers(best, quote);
  explain(best, outcome, stamps, quote);
  return quote;
}

}  // namespace

Quote quote(const QuoteRequest& request) {
  return Sum{request}.answer();
}

}  // namespace kazasu::brute_force
