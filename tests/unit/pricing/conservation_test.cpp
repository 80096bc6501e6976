// The sums that every quote is checked for, in every build: each fault that is planted must be seen.
#include "pricing/conservation.hpp"

#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using sample::line;
using sample::offer;

namespace {

QuoteRequest rich_request(TaxMode mode) {
  QuoteRequest request =
      sample::request({line("1", "tea", 151, 3), line("2", "cake", 333, 2)},
                      {offer("each", reward::AmountOffUnit{Money{10}}), offer("all", reward::BasketPercentOff{700}),
                       offer("bonus", reward::PointsBonus{8_pt})});
  request.program.tax_mode = mode;
  Wallet alliance;
  alliance.wallet = "alliance";
  alliance.award.rate = {200_jpy, 1_pt};
  alliance.redeem = {2_jpy, 0_pt, 0_pt};
  request.program.wallets = {alliance};
  request.sale.basket.lines[1].manual_discount = 7_jpy;
  request.sale.member.emplace();
  request.sale.member->balance = 100_pt;
  request.sale.member->wallets = {{"alliance", 50_pt, 0_pt}};
  request.sale.basket.redeem_points = 30_pt;
  request.sale.basket.spend = {{"alliance", 20_pt}};
  return request;
}

}  // namespace

TEST_CASE("a fault in any sum of a quote is seen") {
  for (const TaxMode mode : {TaxMode::included, TaxMode::excluded}) {
    const QuoteRequest request = rich_request(mode);
    const auto whole = quote(request);
    REQUIRE(whole);
    REQUIRE(pricing::conserves(*whole, request.program));
    const std::vector<std::function<void(Quote&)>> faults{
        [](Quote& q) { q.lines[0].unit_nets[1] += 1_jpy; },
        [](Quote& q) { q.lines[1].net += 1_jpy; },
        [](Quote& q) { q.lines[0].gross += 1_jpy; },
        [](Quote& q) { q.lines[0].discount -= 1_jpy; },
        [](Quote& q) { q.lines[0].adjustments[0].amount += 1_jpy; },
        [](Quote& q) { q.lines[1].adjustments.pop_back(); },
        [](Quote& q) { q.applied[0].discount += 1_jpy; },
        [](Quote& q) { q.applied.back().points += 1_pt; },
        [](Quote& q) { q.gross += 1_jpy; },
        [](Quote& q) { q.discount += 1_jpy; },
        [](Quote& q) { q.total += 1_jpy; },
        [](Quote& q) { q.taxes[0].taxable += 1_jpy; },
        [](Quote& q) { q.due -= 1_jpy; },
        [](Quote& q) { q.redeemed_points += 1_pt; },
        [](Quote& q) { q.awards[0].points += 1_pt; },
        [](Quote& q) { q.awards[1].wallet.clear(); },
        [](Quote& q) { q.awarded_points += 1_pt; },
        [](Quote& q) { q.wallets[1].awarded_points += 1_pt; },
        [](Quote& q) { q.wallets[1].redeemed_points += 1_pt; },
    };
    for (std::size_t i = 0; i < faults.size(); ++i) {
      INFO("fault " << i);
      Quote broken = *whole;
      faults[i](broken);
      CHECK_FALSE(pricing::conserves(broken, request.program));
    }
    if (mode == TaxMode::excluded) {
      Quote broken = *whole;
      broken.taxes[0].tax += 1_jpy;
      CHECK_FALSE(pricing::conserves(broken, request.program));
    }
  }
}
