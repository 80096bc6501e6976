// kazasu/values/limits.hpp: at each limit a quote is right, and one beyond it is an error that names the field.
#include "kazasu/values/limits.hpp"

#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "brute_force.hpp"
#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "quote_text.hpp"
#include "random_sale.hpp"
#include "setting.hpp"

using namespace kazasu;
using property::Random;
using property::text_of;

namespace {

Line line(std::int64_t number, std::int64_t price, std::int64_t quantity = 1) {
  Line line;
  line.id = std::to_string(number);
  line.product = "p";
  line.unit_price = Money{price};
  line.quantity = quantity;
  line.tax_class = number % 2 == 0 ? "standard" : "reduced";
  return line;
}

/// Every reward at once, on a member, with tax added: every product of the engine is formed.
QuoteRequest request_of(std::vector<Line> lines) {
  QuoteRequest request;
  request.program.time_zone = {"Asia/Tokyo", {{-577'962'000, 32'400}}};
  request.program.tax_mode = TaxMode::excluded;
  request.program.tax_rates = {{"standard", limits::kTaxBasisPointsMax}, {"reduced", 800}};
  request.program.award.rate = {Money{limits::kBasketGrossMax / 1'000}, Points{limits::kAwardPointsMax}};
  request.program.award.base = TaxMode::included;
  request.program.redeem = {Money{1}, Points{}, Points{}};
  const std::vector<Reward> rewards{reward::PercentOff{3'333},
                                    reward::AmountOffUnit{Money{1}},
                                    reward::UnitPrice{Money{limits::kUnitPriceMax}},
                                    reward::Bundle{2, 1, 3'333},
                                    reward::MixMatch{3, Money{100}},
                                    reward::BasketPercentOff{9},
                                    reward::BasketAmountOff{Money{1}},
                                    reward::PointsTimes{limits::kTenthsMax},
                                    reward::PointsPerUnit{Points{1}},
                                    reward::IssueCoupon{"next", 1, true, limits::kDaysMax}};
  for (std::size_t i = 0; i < rewards.size(); ++i) {
    Offer offer;
    offer.id = "o" + std::to_string(i);
    offer.reward = rewards[i];
    request.offers.push_back(offer);
  }
  request.sale.at = *parse_timestamp("2026-11-23T12:34:56+09:00");
  request.sale.member.emplace();
  request.sale.member->balance = Points{limits::kPointsMax};
  request.sale.basket.redeem_points = Points{limits::kPointsMax};
  request.sale.basket.lines = std::move(lines);
  return request;
}

std::int64_t gross_of(const QuoteRequest& request) {
  std::int64_t gross = 0;
  for (const Line& line : request.sale.basket.lines) gross += line.quantity * line.unit_price.value();
  return gross;
}

void holds(const QuoteRequest& request) {
  const auto quoted = quote(request);
  INFO((quoted.ok() ? std::string{} : describe(quoted.error())));
  REQUIRE(quoted);  // sums that did not agree would be an error
  CHECK(quoted->gross.value() == gross_of(request));
  CHECK(quoted->total >= Money{});
  for (const QuotedLine& line : quoted->lines) {
    CHECK(line.net >= Money{});
    CHECK(line.discount >= Money{});
  }
}

void refuses(const QuoteRequest& request, const std::string& field) {
  const auto quoted = quote(request);
  REQUIRE_FALSE(quoted.ok());
  CHECK(quoted.error().code == ErrorCode::limit_exceeded);
  INFO(quoted.error().detail);
  CHECK(quoted.error().detail.starts_with(field));
}

}  // namespace

TEST_CASE("a line may have so many units, and none more") {
  holds(request_of({line(1, 10'000'000, limits::kQuantityMax)}));
  refuses(request_of({line(1, 1, limits::kQuantityMax + 1)}), "basket.lines[0].quantity");
}

TEST_CASE("a unit may cost so much, and no more") {
  holds(request_of({line(1, limits::kUnitPriceMax)}));
  holds(request_of({line(2, limits::kUnitPriceMax)}));
  refuses(request_of({line(1, limits::kUnitPriceMax + 1)}), "basket.lines[0].unit_price");
}

TEST_CASE("a basket may have so many lines and units and be worth so much, and no more") {
  std::vector<Line> lines;
  constexpr std::int64_t kEach = limits::kBasketUnitsMax / limits::kBasketLinesMax;
  constexpr std::int64_t kPrice = limits::kBasketGrossMax / limits::kBasketUnitsMax;
  for (std::int64_t i = 0; i < limits::kBasketLinesMax; ++i) lines.push_back(line(i, kPrice, kEach));
  holds(request_of(lines));
  std::vector<Line> more = lines;
  more.push_back(line(limits::kBasketLinesMax, 1));
  refuses(request_of(more), "basket.lines");
  more = lines;
  ++more.back().quantity;
  more.back().unit_price = Money{0};
  refuses(request_of(more), "basket.lines[999].quantity");
  more = lines;
  more.back().unit_price += Money{1};
  refuses(request_of(more), "basket.lines[999].unit_price");
}

TEST_CASE("a program may have so many offers, and no more") {
  QuoteRequest request = request_of({line(1, 100, 3)});
  request.offers.resize(1);
  const Offer some = request.offers.front();
  for (std::int64_t i = 1; i < limits::kOffersMax; ++i) {
    request.offers.push_back(some);
    request.offers.back().id = "n" + std::to_string(i);
    request.offers.back().target.products = {"other" + std::to_string(i % 1'000)};
  }
  auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  Quote priced;
  REQUIRE(QuoteEngine{}.quote(**index, request.sale, priced));
  CHECK(priced.applied.size() == 1);
  request.offers.push_back(some);
  request.offers.back().id = "one too many";
  const auto beyond = OfferIndex::build(request.program, request.offers);
  REQUIRE_FALSE(beyond.ok());
  CHECK(beyond.error().code == ErrorCode::limit_exceeded);
  CHECK(beyond.error().detail.starts_with("offers"));
}

TEST_CASE("numbers of a request go to their limits, and no further") {
  struct Field {
    std::string name;
    std::int64_t most;
    std::function<void(QuoteRequest&, std::int64_t)> set;
  };
  const auto offer = [](QuoteRequest& r) -> Offer& { return r.offers[0]; };
  const std::vector<Field> fields{
      {"member.balance", limits::kPointsMax, [](auto& r, auto v) { r.sale.member->balance = Points{v}; }},
      {"basket.redeem_points", limits::kPointsMax, [](auto& r, auto v) { r.sale.basket.redeem_points = Points{v}; }},
      {"program.award.step", limits::kBasketGrossMax, [](auto& r, auto v) { r.program.award.rate.step = Money{v}; }},
      {"program.award.points", limits::kAwardPointsMax,
       [](auto& r, auto v) { r.program.award.rate.points = Points{v}; }},
      {"program.award.expires_days", limits::kDaysMax, [](auto& r, auto v) { r.program.award.expires_days = v; }},
      {"program.award.caps.per_day", limits::kPointsMax,
       [](auto& r, auto v) { r.program.award.caps.per_day = Points{v}; }},
      {"program.redeem.point_value", limits::kUnitPriceMax,
       [](auto& r, auto v) { r.program.redeem.point_value = Money{v}; }},
      {"program.redeem.unit", limits::kPointsMax, [](auto& r, auto v) { r.program.redeem.unit = Points{v}; }},
      {"program.tax_rates[1].basis_points", limits::kTaxBasisPointsMax,
       [](auto& r, auto v) { r.program.tax_rates[1].basis_points = v; }},
      {"offers[0].reward.percent_off.basis_points", limits::kBasisPointsMax,
       [&](auto& r, auto v) { offer(r).reward = reward::PercentOff{v}; }},
      {"offers[0].reward.amount_off_unit.amount", limits::kUnitPriceMax,
       [&](auto& r, auto v) { offer(r).reward = reward::AmountOffUnit{Money{v}}; }},
      {"offers[0].reward.unit_price.price", limits::kUnitPriceMax,
       [&](auto& r, auto v) { offer(r).reward = reward::UnitPrice{Money{v}}; }},
      {"offers[0].reward.bundle.buy", limits::kBasketUnitsMax,
       [&](auto& r, auto v) {
         offer(r).reward = reward::Bundle{v, 1, 1};
       }},
      {"offers[0].reward.bundle.get", limits::kBasketUnitsMax,
       [&](auto& r, auto v) {
         offer(r).reward = reward::Bundle{1, v, 1};
       }},
      {"offers[0].reward.mix_match.quantity", limits::kBasketUnitsMax,
       [&](auto& r, auto v) {
         offer(r).reward = reward::MixMatch{v, Money{1}};
       }},
      {"offers[0].reward.mix_match.price", limits::kBasketGrossMax,
       [&](auto& r, auto v) {
         offer(r).reward = reward::MixMatch{2, Money{v}};
       }},
      {"offers[0].reward.basket_amount_off.amount", limits::kBasketGrossMax,
       [&](auto& r, auto v) { offer(r).reward = reward::BasketAmountOff{Money{v}}; }},
      {"offers[0].reward.points_times.tenths", limits::kTenthsMax,
       [&](auto& r, auto v) { offer(r).reward = reward::PointsTimes{v}; }},
      {"offers[0].reward.issue_coupon.stamps", limits::kBasketUnitsMax,
       [&](auto& r, auto v) {
         offer(r).reward = reward::IssueCoupon{"c", v, true, 0};
       }},
      {"offers[0].limits.per_basket", limits::kCountMax, [&](auto& r, auto v) { offer(r).limits.per_basket = v; }},
      {"offers[0].limits.points_per_basket", limits::kPointsMax,
       [&](auto& r, auto v) { offer(r).limits.points_per_basket = Points{v}; }},
      {"offers[0].expires_days", limits::kDaysMax, [&](auto& r, auto v) { offer(r).expires_days = v; }},
      {"offers[0].when.min_amount", limits::kBasketGrossMax,
       [&](auto& r, auto v) { offer(r).when.min_amount = Money{v}; }},
      {"offers[0].when.min_quantity", limits::kBasketUnitsMax,
       [&](auto& r, auto v) { offer(r).when.min_quantity = v; }},
  };
  for (const Field& field : fields) {
    INFO(field.name);
    QuoteRequest request = request_of({line(1, 1'000'000, 3), line(2, 999, 2)});
    field.set(request, field.most);
    holds(request);
    field.set(request, field.most + 1);
    refuses(request, field.name);
  }
}

TEST_CASE("points beyond the limit are refused, not wrapped") {
  QuoteRequest request = request_of({line(1, 100, 3)});
  Offer bonus;
  bonus.id = "bonus";
  bonus.reward = reward::PointsBonus{Points{limits::kPointsMax}};
  request.program.award.rate.points = Points{};
  request.offers = {bonus};
  holds(request);
  request.offers.push_back(bonus);
  request.offers.back().id = "again";
  refuses(request, "awarded_points");
  request.offers.resize(1);
  request.offers[0].reward = reward::PointsPerUnit{Points{limits::kPointsMax}};
  refuses(request, "awarded_points");
}

TEST_CASE("random baskets with amounts at the limits are quoted as by trying every selection") {
  const std::uint64_t first = property::setting("KAZASU_PROPERTY_SEED", 1);
  const std::uint64_t baskets = property::setting("KAZASU_PROPERTY_BASKETS", 2'000);
  for (std::uint64_t seed = first; seed < first + baskets; ++seed) {
    INFO("seed " << seed);
    Random random{seed};
    QuoteRequest request = property::random_request(random, 8);
    // 25 units of 2,099 at most: times this they are worth up to the limit.
    constexpr std::int64_t kFactor = limits::kBasketGrossMax / (25 * 2'099);
    for (Line& line : request.sale.basket.lines) {
      line.unit_price = line.unit_price * kFactor + Money{line.unit_price.value() % 7};
      line.manual_discount = line.manual_discount * kFactor;
    }
    request.program.award.rate.step = Money{1'000'003};
    for (Offer& offer : request.offers) {
      if (auto* off = std::get_if<reward::AmountOffUnit>(&offer.reward)) off->amount = off->amount * kFactor;
      if (auto* price = std::get_if<reward::UnitPrice>(&offer.reward)) price->price = price->price * kFactor;
      if (auto* set = std::get_if<reward::MixMatch>(&offer.reward)) set->price = set->price * kFactor;
      if (auto* off = std::get_if<reward::BasketAmountOff>(&offer.reward)) off->amount = off->amount * kFactor;
    }
    if (gross_of(request) > limits::kBasketGrossMax) continue;
    const auto quoted = quote(request);
    INFO((quoted.ok() ? std::string{} : describe(quoted.error())));
    REQUIRE(quoted);
    REQUIRE(text_of(*quoted) == text_of(brute_force::quote(request)));
  }
}
