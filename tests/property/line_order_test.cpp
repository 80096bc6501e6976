// Each reward alone gives the same total for every order of the lines: which line a discount falls on may differ, what
// the customer pays may not.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "kazasu/pricing/quote.hpp"

using namespace kazasu;

namespace {

QuoteRequest basket_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& prices_and_quantities, Reward reward) {
  QuoteRequest request;
  request.program.time_zone = {"Asia/Tokyo", {{-577'962'000, 32'400}}};
  request.program.tax_rates = {{"standard", 1'000}};
  Offer offer;
  offer.id = "offer";
  offer.reward = std::move(reward);
  request.offers = {offer};
  request.sale.at = *parse_timestamp("2026-11-23T12:34:56+09:00");
  for (const auto& [price, quantity] : prices_and_quantities) {
    Line line;
    line.id = std::to_string(price) + "x" + std::to_string(quantity);
    line.unit_price = Money{price};
    line.quantity = quantity;
    line.tax_class = "standard";
    request.sale.basket.lines.push_back(line);
  }
  return request;
}

}  // namespace

TEST_CASE("a reward gives one total for all orders of the lines") {
  const std::vector<Reward> rewards{reward::PercentOff{1'234},     reward::AmountOffUnit{Money{33}},
                                    reward::UnitPrice{Money{77}},  reward::Bundle{2, 1, 10'000},
                                    reward::Bundle{1, 1, 5'000},   reward::MixMatch{3, Money{250}},
                                    reward::BasketPercentOff{777}, reward::BasketAmountOff{Money{99}}};
  for (const Reward& reward : rewards) {
    CAPTURE(reward.index());
    std::vector<std::pair<std::int64_t, std::int64_t>> lines{{98, 1}, {100, 2}, {150, 1}, {151, 3}, {480, 1}};
    std::set<std::int64_t> totals;
    do {
      const auto quoted = quote(basket_of(lines, reward));
      REQUIRE(quoted);
      totals.insert(quoted->total.value());
    } while (std::next_permutation(lines.begin(), lines.end()));
    CHECK(totals.size() == 1);
    CHECK(*totals.begin() < 98 + 200 + 150 + 453 + 480);
  }
}
