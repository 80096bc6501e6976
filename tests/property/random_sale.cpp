#include "random_sale.hpp"

#include <algorithm>
#include <array>

namespace kazasu::property {
namespace {

/// Few names, so that filters meet lines.
const std::vector<std::string>& products() {
  static const std::vector<std::string> kProducts{"p1", "p2", "p3", "p4"};
  return kProducts;
}

std::vector<std::string> some(Random& random, const std::vector<std::string>& from) {
  std::vector<std::string> picked;
  for (const std::string& one : from) {
    if (random.one_in(2)) picked.push_back(one);
  }
  return picked;
}

Program random_program(Random& random) {
  Program program;
  program.currency = "JPY";
  program.time_zone = {"Asia/Tokyo", {{-577'962'000, 32'400}}};
  program.business_day_starts = TimeOfDay{random.pick(std::vector<std::int32_t>{0, 300})};
  program.tax_mode = random.one_in(2) ? TaxMode::excluded : TaxMode::included;
  const auto rounding = [&] { return static_cast<Rounding>(random.below(3)); };
  program.tax_rounding = rounding();
  program.discount_rounding = rounding();
  program.tax_rates = {{"standard", 1'000}, {"reduced", 800}, {"exempt", 0}, {"luxury", 1'000}};
  AwardRules& award = program.award;
  award.rate = {Money{random.pick(std::vector<std::int64_t>{0, 1, 10, 100, 200})}, Points{random.between(1, 2)}};
  award.base = random.one_in(2) ? TaxMode::excluded : TaxMode::included;
  award.on_redeemed_part = random.one_in(2);
  if (random.one_in(2)) award.ranks = {{"gold", {Money{random.pick(std::vector<std::int64_t>{0, 5, 50})}, Points{3}}}};
  award.activates_days = random.below(2) * 3;
  award.expires_days = random.below(2) * 365;
  award.expiry = random.one_in(2) ? ExpiryRule::end_of_month : ExpiryRule::days;
  program.redeem = {Money{random.pick(std::vector<std::int64_t>{0, 1, 1, 2, 5})}, Points{random.below(2) * 30},
                    Points{random.pick(std::vector<std::int64_t>{0, 1, 10})}};
  return program;
}

Condition random_condition(Random& random) {
  Condition when;
  switch (random.below(14)) {
    case 0: when.weekdays = {std::chrono::Monday, std::chrono::Sunday}; break;
    case 1: when.hours = {{TimeOfDay{22 * 60}, TimeOfDay{11 * 60}}}; break;
    case 2: when.ranks = {"gold"}; break;
    case 3: when.segments_any = {"coffee", "tea"}; break;
    case 4: when.min_amount = Money{random.between(1, 900)}; break;
    case 5: when.min_quantity = random.between(1, 5); break;
    case 6: when.valid_from = Date{std::chrono::year{2026}, std::chrono::November, std::chrono::day{23}}; break;
    case 7: when.min_assurance = Assurance::fresh; break;
    case 8: when.valid_to = Date{std::chrono::year{2026}, std::chrono::November, std::chrono::day{22}}; break;
    default: break;
  }
  return when;
}

Filter random_filter(Random& random) {
  Filter filter;
  switch (random.below(5)) {
    case 0: filter.products = some(random, products()); break;
    case 1: filter.categories = {random.one_in(2) ? "drink" : "food"}; break;
    case 2: filter.brands = {"kita"}; break;
    default: break;
  }
  if (random.one_in(6)) filter.except_products = {"p1"};
  if (random.one_in(8)) filter.except_categories = {"food"};
  return filter;
}

Reward random_reward(Random& random);

/// What a request's offers are like: anything, or crowded in one place, where ties and rounding decide.
enum class Theme { any, basket_in_one_group, basket, lines, groups_shared_with_points };

Theme random_theme(Random& random) {
  return random.one_in(2) ? Theme::any : static_cast<Theme>(random.between(1, 4));
}

Reward random_reward(Random& random, Theme theme) {
  const auto few_basis_points = [&] {
    return random.pick(std::vector<std::int64_t>{300, 500, 500, 1'000, 1'010, 5'000});
  };
  const auto few_amounts = [&] { return Money{random.pick(std::vector<std::int64_t>{5, 10, 10, 50, 98, 100})}; };
  switch (theme) {
    case Theme::any: break;
    case Theme::basket_in_one_group:
    case Theme::basket:
      if (random.one_in(2)) return reward::BasketPercentOff{few_basis_points()};
      if (!random.one_in(3)) return reward::BasketAmountOff{few_amounts()};
      break;
    case Theme::lines:
      if (random.one_in(2)) return reward::PercentOff{few_basis_points()};
      if (random.one_in(2)) return reward::AmountOffUnit{few_amounts()};
      if (random.one_in(2)) return reward::UnitPrice{few_amounts()};
      if (random.one_in(3)) return reward::BasketPercentOff{few_basis_points()};
      break;
    case Theme::groups_shared_with_points:
      if (random.one_in(3)) return reward::PointsBonus{Points{random.between(1, 3)}};
      return random.one_in(2) ? Reward{reward::PercentOff{1'000}} : Reward{reward::AmountOffUnit{Money{10}}};
  }
  return random_reward(random);
}

Reward random_reward(Random& random) {
  const auto basis_points = [&] {
    return random.pick(std::vector<std::int64_t>{0, 1, 300, 500, 1'000, 3'333, 5'000, 9'999, 10'000});
  };
  switch (random.below(12)) {
    case 0:
    case 1: return reward::PercentOff{basis_points()};
    case 2: return reward::AmountOffUnit{Money{random.pick(std::vector<std::int64_t>{0, 1, 7, 30, 120})}};
    case 3: return reward::UnitPrice{Money{random.pick(std::vector<std::int64_t>{0, 5, 40, 88, 150})}};
    case 4: return reward::Bundle{random.between(0, 2), random.between(1, 2), basis_points()};
    case 5:
    case 6:
      return reward::MixMatch{random.between(1, 3),
                              Money{random.pick(std::vector<std::int64_t>{0, 10, 100, 200, 250})}};
    case 7: return reward::BasketPercentOff{basis_points()};
    case 8: return reward::BasketAmountOff{Money{random.pick(std::vector<std::int64_t>{0, 1, 50, 100, 1'000})}};
    case 9: return reward::PointsTimes{random.pick(std::vector<std::int64_t>{0, 10, 15, 20, 50})};
    case 10: return reward::PointsBonus{Points{random.pick(std::vector<std::int64_t>{0, 1, 5})}};
    default:
      if (random.one_in(2)) return reward::PointsPerUnit{Points{random.between(0, 3)}};
      return reward::IssueCoupon{"next", random.between(1, 4), random.one_in(2), random.below(3)};
  }
}

Offer random_offer(Random& random, Theme theme, std::int64_t number) {
  Offer offer;
  offer.id = random.pick(std::vector<std::string>{"a", "Z", "m"}) + std::to_string(number);
  offer.kind = random.one_in(3) ? OfferKind::coupon : OfferKind::campaign;
  if (random.one_in(3)) offer.group = random.one_in(2) ? "g" : "h";
  if (theme == Theme::basket_in_one_group) offer.group = "g";
  if (theme == Theme::groups_shared_with_points) offer.group = random.pick(std::vector<std::string>{"", "g", "h", "i"});
  offer.exclusive = random.one_in(9);
  offer.priority = random.between(-1, 1);
  offer.when = random_condition(random);
  if (theme == Theme::any || random.one_in(3)) offer.target = random_filter(random);
  offer.reward = random_reward(random, theme);
  if (random.one_in(4)) offer.limits.per_basket = random.between(1, 3);
  if (random.one_in(8)) offer.limits.per_member = 2;
  if (random.one_in(8)) offer.limits.per_member_day = 1;
  if (random.one_in(4)) offer.expires_days = random.pick(std::vector<std::int64_t>{3, 30});
  return offer;
}

Line random_line(Random& random, std::int64_t number) {
  Line line;
  line.id = std::to_string(number);
  line.product = random.pick(products());
  line.categories = some(random, {"drink", "food"});
  line.brand = random.one_in(2) ? "kita" : "";
  line.quantity = random.one_in(3) ? random.between(2, 5) : 1;
  line.unit_price = Money{random.pick(std::vector<std::int64_t>{0, 1, 3, 98, 100, 100, 101, 150, 480, 2'099})};
  line.tax_class =
      random.pick(std::vector<std::string>{"standard", "standard", "reduced", "reduced", "exempt", "luxury"});
  line.discountable = !random.one_in(8);
  line.awardable = !random.one_in(8);
  if (random.one_in(6)) line.manual_discount = Money{random.between(0, line.quantity * line.unit_price.value())};
  return line;
}

MemberView random_member(Random& random, const std::vector<Offer>& offers) {
  MemberView member;
  member.rank = random.one_in(2) ? "gold" : "silver";
  if (random.one_in(2)) member.segments = {"coffee"};
  member.assurance = static_cast<Assurance>(random.below(3));
  member.balance = Points{random.pick(std::vector<std::int64_t>{-5, 0, 3, 55, 120, 1'000'000})};
  for (const Offer& offer : offers) {
    if (!random.one_in(8)) member.coupons.push_back(offer.id);
    if (random.one_in(3)) member.usage.push_back({offer.id, random.below(2), random.below(3), random.below(6)});
  }
  return member;
}

AwardCaps random_caps(Random& random) {
  AwardCaps caps;
  if (random.one_in(3)) caps.per_checkout = Points{random.between(1, 12)};
  if (random.one_in(3)) caps.per_day = Points{random.between(1, 12)};
  if (random.one_in(5)) caps.checkouts_per_day = random.between(1, 3);
  return caps;
}

/// docs/pricing-extensions.md: further wallets and caps.
void add_wallets(Random& random, QuoteRequest& request) {
  request.program.award.caps = random_caps(random);
  for (const char* name : {"alliance", "mall"}) {
    if (random.one_in(3)) continue;
    const Program rules = random_program(random);
    request.program.wallets.push_back({name, {}, rules.award, rules.redeem});
    request.program.wallets.back().award.caps = random_caps(random);
  }
  std::vector<std::string> names{""};
  for (const Wallet& wallet : request.program.wallets) names.push_back(wallet.wallet);
  for (Offer& offer : request.offers) {
    const bool awards = std::holds_alternative<reward::PointsTimes>(offer.reward) ||
                        std::holds_alternative<reward::PointsBonus>(offer.reward) ||
                        std::holds_alternative<reward::PointsPerUnit>(offer.reward);
    if (awards) offer.wallet = random.pick(names);
    if (random.one_in(3)) offer.limits.points_per_basket = Points{random.between(1, 6)};
    if (random.one_in(4)) offer.limits.points_per_member = Points{random.between(1, 6)};
    if (random.one_in(3)) offer.limits.coupons_per_basket = random.between(1, 2);
    if (offer.expires_days > 0) offer.expires_days = std::max<std::int64_t>(offer.expires_days, 3);
  }
  Sale& sale = request.sale;
  if (random.one_in(2)) std::swap(names.front(), names.back());
  for (const std::string& name : names) {
    if (name.empty() && sale.basket.redeem_points > Points{}) continue;
    if (random.one_in(3)) continue;
    sale.basket.spend.push_back({name, Points{random.pick(std::vector<std::int64_t>{0, 7, 45, 10'000})}});
  }
  if (!sale.member) return;
  sale.member->awarded_today = Points{random.below(10)};
  sale.member->checkouts_today = random.below(3);
  for (const Wallet& wallet : request.program.wallets) {
    if (random.one_in(5)) continue;
    sale.member->wallets.push_back({wallet.wallet,
                                    Points{random.pick(std::vector<std::int64_t>{-5, 0, 12, 90, 100'000})},
                                    Points{random.below(10)}});
  }
  for (OfferUsage& usage : sale.member->usage) usage.points = Points{random.below(5)};
}

}  // namespace

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

QuoteRequest random_request(Random& random, std::int64_t offers_max) {
  QuoteRequest request;
  request.program = random_program(random);
  const Theme theme = random_theme(random);
  const std::int64_t offers = random.between(1, theme == Theme::any ? offers_max : offers_max * 3 / 4);
  for (std::int64_t i = 0; i < offers; ++i) request.offers.push_back(random_offer(random, theme, i));
  Sale& sale = request.sale;
  sale.at = *parse_timestamp(random.one_in(2) ? "2026-11-23T10:30:00+09:00" : "2026-11-22T23:10:00+09:00");
  if (!random.one_in(8)) sale.member = random_member(random, request.offers);
  const std::int64_t lines = random.between(random.one_in(20) ? 0 : 1, 5);
  for (std::int64_t i = 0; i < lines; ++i) sale.basket.lines.push_back(random_line(random, i));
  sale.basket.redeem_points = Points{random.pick(std::vector<std::int64_t>{0, 0, 7, 45, 1'000, 10'000'000})};
  sale.basket.priced_by_pos = random.one_in(20);
  if (random.one_in(4)) sale.basket.coupon_codes = {request.offers.front().id, "no-such-offer"};
  // A validator refuses an award that would expire before it activates.
  for (Offer& offer : request.offers)
    offer.expires_days =
        std::max(offer.expires_days, offer.expires_days == 0 ? 0 : request.program.award.activates_days);
  if (random.one_in(4)) add_wallets(random, request);
  return request;
}

}  // namespace kazasu::property
