// docs/pricing-extensions.md: hints.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "sample_sale.hpp"

using namespace kazasu;
using sample::line;
using sample::offer;

namespace {

std::vector<Hint> hints(const QuoteRequest& request, const std::vector<Line>& products = {}) {
  const auto index = OfferIndex::build(request.program, request.offers);
  REQUIRE(index);
  QuoteEngine engine;
  Quote quote;
  QuoteOptions options;
  options.hints = true;
  options.products = products;
  REQUIRE(engine.quote(**index, request.sale, quote, options));
  return quote.hints;
}

}  // namespace

TEST_CASE("one more coffee: what a missing unit would save") {
  Offer three = offer("three", reward::MixMatch{3, Money{250}});
  const auto found = hints(sample::request({line("1", "coffee", 100, 2)}, {three}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].offer == "three");
  CHECK(found[0].goods[0].line == "1");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].add_amount == Money{100});
  CHECK(found[0].saves == Money{50});
}

TEST_CASE("a minimum amount is reached by the cheapest line that does it") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{1'000};
  const auto found = hints(sample::request({line("1", "cake", 300, 2), line("2", "tea", 150)}, {off}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].goods[0].line == "1");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].saves == Money{200});
}

TEST_CASE("what an offer saves is against the same basket without it, other offers included") {
  Offer off = offer("off", reward::PercentOff{5'000});
  off.when.min_quantity = 2;
  off.group = "g";
  Offer always = offer("always", reward::PercentOff{3'000});
  always.group = "g";
  const auto found = hints(sample::request({line("1", "tea", 100)}, {off, always}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].saves == Money{40});
}

TEST_CASE("no hint where more goods are not what is missing, or where nothing would be saved") {
  Offer other_day = offer("day", reward::PercentOff{1'000});
  other_day.when.weekdays = {std::chrono::Sunday};
  Offer useless = offer("useless", reward::UnitPrice{Money{500}});
  useless.when.min_quantity = 2;
  CHECK(hints(sample::request({line("1", "tea", 100)}, {other_day, useless})).empty());
}

TEST_CASE("hints are given only when asked for") {
  const auto quoted =
      quote(sample::request({line("1", "coffee", 100, 2)}, {offer("three", reward::MixMatch{3, Money{250}})}));
  REQUIRE(quoted);
  CHECK(quoted->hints.empty());
}

TEST_CASE("a product that is not in the basket makes an offer apply: the cheapest that does") {
  Offer sweets = offer("sweets", reward::AmountOffUnit{Money{30}});
  sweets.target.categories = {"sweets"};
  std::vector<Line> shelf{line("", "cake", 300), line("", "candy", 20), line("", "pudding", 150), line("", "milk", 10)};
  for (const std::size_t sweet : {0, 1, 2}) shelf[sweet].categories = {"sweets"};
  const auto found = hints(sample::request({line("1", "tea", 100)}, {sweets}), shelf);
  REQUIRE(found.size() == 1);
  CHECK(found[0].goods[0].line.empty());
  CHECK(found[0].goods[0].product == "candy");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].add_amount == Money{20});
  CHECK(found[0].saves == Money{20});
  CHECK(hints(sample::request({line("1", "tea", 100)}, {sweets})).empty());
}

TEST_CASE("a cheap product that does not do it gives way to the next") {
  Offer three = offer("three", reward::MixMatch{3, Money{250}});
  const std::vector<Line> shelf{line("", "gum", 10), line("", "juice", 90), line("", "coffee", 120)};
  const auto found = hints(sample::request({line("1", "cake", 100, 2)}, {three}), shelf);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].goods.size() == 1);
  CHECK(found[0].goods[0].product == "juice");  // with gum the set costs 210
  CHECK(found[0].saves == Money{40});
}

TEST_CASE("an amount is reached by units of a product outside the basket, and a minimum and a set together") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{215};
  const auto amount = hints(sample::request({line("1", "candy", 10)}, {off}), {line("", "gum", 70)});
  REQUIRE(amount.size() == 1);
  CHECK(amount[0].goods[0].product == "gum");
  CHECK(amount[0].add_quantity == 3);
  Offer bundle = offer("bundle", reward::Bundle{2, 1, 10'000});
  bundle.when.min_quantity = 2;
  const auto set = hints(sample::request({line("1", "tea", 100)}, {bundle}));
  REQUIRE(set.size() == 1);
  CHECK(set[0].add_quantity == 2);
  CHECK(set[0].saves == Money{100});
}

TEST_CASE("the next tier of a group, and the next set of an offer that applies, say what they save more") {
  Offer low = offer("low", reward::BasketAmountOff{Money{50}});
  Offer high = offer("high", reward::BasketAmountOff{Money{300}});
  low.when.min_amount = Money{500};
  high.when.min_amount = Money{1'000};
  low.group = high.group = "tiers";
  const auto tier = hints(sample::request({line("1", "cake", 300, 2)}, {low, high}));
  REQUIRE(tier.size() == 1);
  CHECK(tier[0].offer == "high");
  CHECK(tier[0].add_quantity == 2);
  CHECK(tier[0].saves == Money{250});

  const auto next =
      hints(sample::request({line("1", "tea", 100, 4)}, {offer("three", reward::MixMatch{3, Money{250}})}));
  REQUIRE(next.size() == 1);
  CHECK(next[0].add_quantity == 2);
  CHECK(next[0].saves == Money{50});
  Offer once = offer("once", reward::MixMatch{3, Money{250}});
  once.limits.per_basket = 1;
  CHECK(hints(sample::request({line("1", "tea", 100, 4)}, {once})).empty());
}

TEST_CASE("a hint is what a quote of the changed basket says") {
  const std::vector<Line> shelf{line("", "juice", 90), line("", "coffee", 120)};
  const QuoteRequest request =
      sample::request({line("1", "cake", 100, 2)},
                      {offer("three", reward::MixMatch{3, Money{250}}), offer("ten", reward::PercentOff{1'000})});
  const auto found = hints(request, shelf);
  REQUIRE(found.size() == 1);
  QuoteRequest changed = request;
  changed.sale.basket.lines.push_back(found[0].goods[0].product == "juice" ? shelf[0] : shelf[1]);
  changed.sale.basket.lines.back().id = "9";
  const auto with = quote(changed);
  std::erase_if(changed.offers, [](const Offer& one) { return one.id == "three"; });
  const auto without = quote(changed);
  REQUIRE(with);
  REQUIRE(without);
  CHECK(without->total - with->total == found[0].saves);
}

TEST_CASE("fewest units come first, then least money") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{1'000};
  const std::vector<Line> shelf{line("", "gum", 100), line("", "juice", 210), line("", "wine", 900)};
  const auto found = hints(sample::request({line("1", "cake", 800)}, {off}), shelf);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].goods.size() == 1);
  CHECK(found[0].goods[0].product == "juice");  // two of gum cost less, but are two
  CHECK(found[0].add_amount == Money{210});
}

TEST_CASE("goods of two kinds at once: a set that misses two different things") {
  Offer three = offer("three", reward::MixMatch{3, Money{240}});
  const std::vector<Line> shelf{line("", "gum", 20), line("", "coffee", 130)};
  const auto found = hints(sample::request({line("1", "cake", 100)}, {three}), shelf);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].goods.size() == 2);
  CHECK(found[0].goods[0].product == "gum");
  CHECK(found[0].goods[0].add_quantity == 1);
  CHECK(found[0].goods[1].product == "coffee");
  CHECK(found[0].goods[1].add_quantity == 1);
  CHECK(found[0].add_quantity == 2);
  CHECK(found[0].add_amount == Money{150});
  CHECK(found[0].saves == Money{10});
}

TEST_CASE("goods of two kinds at once: something for the target, and the minimum amount") {
  Offer half = offer("half", reward::PercentOff{5'000});
  half.when.min_amount = Money{1'000};
  Line tobacco = line("1", "tobacco", 400);
  tobacco.discountable = false;
  const std::vector<Line> shelf{line("", "gum", 100), line("", "wine", 700)};
  // Tobacco brings the amount soonest, but is no target; of gum alone it takes six.
  const auto found = hints(sample::request({tobacco}, {half}), {shelf[0]});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].goods.size() == 2);
  CHECK(found[0].goods[0].line == "1");
  CHECK(found[0].goods[0].product == "tobacco");
  CHECK(found[0].goods[0].add_quantity == 1);
  CHECK(found[0].goods[1].line.empty());
  CHECK(found[0].goods[1].product == "gum");
  CHECK(found[0].goods[1].add_quantity == 2);
  CHECK(found[0].add_quantity == 3);
  CHECK(found[0].saves == Money{100});
  const auto with_wine = hints(sample::request({tobacco}, {half}), shelf);
  REQUIRE(with_wine.size() == 1);
  CHECK(with_wine[0].goods[0].product == "wine");
  CHECK(with_wine[0].add_quantity == 1);
}

TEST_CASE("a set that does not apply because its goods are too cheap needs one dearer unit, not a whole set") {
  Offer three = offer("three", reward::MixMatch{3, Money{250}});
  const auto found = hints(sample::request({line("1", "tea", 80, 3)}, {three}), {line("", "coffee", 120)});
  REQUIRE(found.size() == 1);
  CHECK(found[0].goods[0].product == "coffee");
  CHECK(found[0].add_quantity == 1);
  CHECK(found[0].saves == Money{30});
}

TEST_CASE("more units than the minima ask for, where another offer of the group is better at first") {
  Offer tenth = offer("tenth", reward::BasketPercentOff{1'000});
  Offer fixed = offer("fixed", reward::BasketAmountOff{Money{35}});
  tenth.when.min_amount = Money{200};
  tenth.group = fixed.group = "g";
  const auto found = hints(sample::request({line("1", "tea", 100)}, {tenth, fixed}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].offer == "tenth");
  CHECK(found[0].add_quantity == 3);  // 10 % of 400, against 35
  CHECK(found[0].saves == Money{5});
}

TEST_CASE("a limit that is reached is nothing that goods could help") {
  Offer once = offer("once", reward::BasketAmountOff{Money{50}});
  once.when.min_quantity = 2;
  once.limits.per_member = 1;
  QuoteRequest request = sample::request({line("1", "tea", 100)}, {once});
  CHECK(hints(request).empty());
  request.sale.member.emplace();
  CHECK(hints(request).size() == 1);
  request.sale.member->usage = {{"once", 0, 1}};
  CHECK(hints(request).empty());
}

TEST_CASE("a long way to a minimum is one kind of goods") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{10'000};
  const auto found =
      hints(sample::request({line("1", "tea", 100), line("2", "cake", 300)}, {off}), {line("", "gum", 50)});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].goods.size() == 1);
  CHECK(found[0].goods[0].line == "2");
  CHECK(found[0].add_quantity == 32);
  CHECK(found[0].add_amount == Money{9'600});
}

TEST_CASE("a thousand products on the shelf: the smallest of all pairs") {
  Offer off = offer("off", reward::BasketAmountOff{Money{200}});
  off.when.min_amount = Money{10'000};
  std::vector<Line> shelf;
  for (int i = 0; i < 1'000; ++i) shelf.push_back(line("", "p" + std::to_string(i), 2'003 + 7 * i));
  const auto found = hints(sample::request({line("1", "tea", 10)}, {off}), shelf);
  REQUIRE(found.size() == 1);
  CHECK(found[0].add_quantity == 2);
  // 4,006 + 7 × (i + j) reaches 9,990 at i + j = 855: the pair with the cheapest goods that there is.
  CHECK(found[0].add_amount == Money{4'006 + 7 * 855});
  REQUIRE(found[0].goods.size() == 2);
  CHECK(found[0].goods[0].product == "p0");
  CHECK(found[0].goods[1].product == "p855");
}
