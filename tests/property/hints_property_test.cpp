// Hints against all changes of up to three units (docs/pricing-extensions.md, Hints). KAZASU_PROPERTY_HINTS sets how
// many baskets, KAZASU_PROPERTY_SEED where the seeds begin.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <tuple>

#include "kazasu/pricing/quote.hpp"
#include "random_sale.hpp"
#include "setting.hpp"

using namespace kazasu;
using property::Random;
using property::setting;

namespace {

constexpr std::int64_t kUnitsMax = 3;
/// With so many kinds of goods the engine tries every change of up to three units: 4 + 10 + 20.
constexpr std::size_t kGoodsMax = 4;

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// pricing.md, section 1: FILTER.
bool matches(const Filter& filter, const Line& line) {
  const auto any = [&](const std::vector<std::string>& categories) {
    return std::any_of(line.categories.begin(), line.categories.end(),
                       [&](const std::string& one) { return has(categories, one); });
  };
  const bool all = filter.products.empty() && filter.categories.empty() && filter.brands.empty();
  return (all || has(filter.products, line.product) || any(filter.categories) || has(filter.brands, line.brand)) &&
         !has(filter.except_products, line.product) && !any(filter.except_categories);
}

bool is_discount(const Offer& offer) {
  return std::holds_alternative<reward::PercentOff>(offer.reward) ||
         std::holds_alternative<reward::AmountOffUnit>(offer.reward) ||
         std::holds_alternative<reward::UnitPrice>(offer.reward) ||
         std::holds_alternative<reward::Bundle>(offer.reward) ||
         std::holds_alternative<reward::MixMatch>(offer.reward) ||
         std::holds_alternative<reward::BasketPercentOff>(offer.reward) ||
         std::holds_alternative<reward::BasketAmountOff>(offer.reward);
}

bool in_target(const Offer& offer, const Line& line) {
  return matches(offer.target, line) && (is_discount(offer) ? line.discountable : line.awardable);
}

/// Units of a set; 0 for other rewards.
std::int64_t set_of(const Offer& offer) {
  if (const auto* bundle = std::get_if<reward::Bundle>(&offer.reward)) return bundle->buy + bundle->get;
  if (const auto* mixed = std::get_if<reward::MixMatch>(&offer.reward)) return mixed->quantity;
  return 0;
}

bool applies(const Quote& quote, const std::string& offer) {
  return std::any_of(quote.applied.begin(), quote.applied.end(),
                     [&](const AppliedOffer& one) { return one.offer == offer; });
}

Points points_of(const Quote& quote) {
  Points points;
  for (const Award& award : quote.awards) points += award.points;
  return points;
}

/// A line that there may be more of, or a product of the shelf.
struct Good {
  std::string line;
  Line goods;
};

/// What a change is compared by: units, money, and its units' goods from the cheapest up.
using Smallness = std::tuple<std::int64_t, std::int64_t, std::vector<std::size_t>>;

/// Tries everything for one offer.
class EveryChange {
 public:
  EveryChange(const QuoteRequest& request, const Offer& offer) : request_(request), offer_(offer) {
    QuoteRequest without = request;
    std::erase_if(without.offers, [&](const Offer& one) { return one.id == offer.id; });
    with_ = index_of(request);
    without_ = index_of(without);
    const auto& lines = request.sale.basket.lines;
    for (const Line& line : lines) {
      if (matches(offer.target, line)) goods_.push_back({line.id, line});
      if (in_target(offer, line)) units_ += line.quantity;
    }
    for (const Line& product : request.shelf) {
      const bool there =
          std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return line.product == product.product; });
      if (!there && matches(offer.target, product)) goods_.push_back({"", product});
    }
    for (std::size_t at = 0; at < goods_.size(); ++at) by_price_.push_back(at);
    std::stable_sort(by_price_.begin(), by_price_.end(), [&](std::size_t a, std::size_t b) {
      return goods_[a].goods.unit_price < goods_[b].goods.unit_price;
    });
  }

  [[nodiscard]] std::size_t goods() const { return goods_.size(); }

  /// The smallest change of up to kUnitsMax units that makes the offer apply, or apply once more.
  std::optional<Hint> smallest(const Quote& now) {
    applies_now_ = applies(now, offer_.id);
    if (applies_now_) now_ = gain(request_.sale);
    if (!looked_at(now)) return std::nullopt;
    std::vector<std::int64_t> counts(goods_.size(), 0);
    count_up(counts, 0, 0);
    return best_;
  }

 private:
  static std::shared_ptr<const OfferIndex> index_of(const QuoteRequest& request) {
    auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    return *index;
  }

  /// Offers that wait for goods, and sets.
  [[nodiscard]] bool looked_at(const Quote& now) const {
    if (applies_now_) {
      const bool full =
          offer_.limits.per_basket > 0 && set_of(offer_) > 0 && units_ / set_of(offer_) >= offer_.limits.per_basket;
      return set_of(offer_) > 0 && !full;
    }
    for (const NotAppliedOffer& one : now.not_applied) {
      if (one.offer != offer_.id) continue;
      switch (one.reason) {
        case NotAppliedReason::condition: return one.condition == "min_amount" || one.condition == "min_quantity";
        case NotAppliedReason::no_target: return true;
        case NotAppliedReason::group:
        case NotAppliedReason::exclusive:
        case NotAppliedReason::no_effect:
        case NotAppliedReason::not_best: return set_of(offer_) > 0;
        default: return false;
      }
    }
    return false;
  }

  struct Gain {
    Money saves;
    Points points;
  };
  std::optional<Gain> gain(const Sale& sale) {
    Quote with, without;
    QuoteOptions options;
    options.explain = Explain::none;
    if (!engine_.quote(*with_, sale, with, options) || !applies(with, offer_.id)) return std::nullopt;
    REQUIRE(engine_.quote(*without_, sale, without, options));
    return Gain{without.total - with.total, points_of(with) - points_of(without)};
  }

  void count_up(std::vector<std::int64_t>& counts, std::size_t at, std::int64_t units) {
    if (at == counts.size()) {
      if (units > 0) consider(counts, units);
      return;
    }
    for (std::int64_t more = 0; units + more <= kUnitsMax; ++more) {
      counts[at] = more;
      count_up(counts, at + 1, units + more);
    }
    counts[at] = 0;
  }

  void consider(const std::vector<std::int64_t>& counts, std::int64_t units) {
    Smallness small{units, 0, {}};
    std::int64_t target_units = 0;
    for (const std::size_t at : by_price_) {
      std::get<1>(small) += counts[at] * goods_[at].goods.unit_price.value();
      if (in_target(offer_, goods_[at].goods)) target_units += counts[at];
      const auto place =
          static_cast<std::size_t>(std::find(by_price_.begin(), by_price_.end(), at) - by_price_.begin());
      std::get<2>(small).insert(std::get<2>(small).end(), static_cast<std::size_t>(counts[at]), place);
    }
    if (best_ && small >= smallness_) return;
    // Once more is one set more.
    if (applies_now_ && (units_ + target_units) / set_of(offer_) == units_ / set_of(offer_)) return;
    Sale changed = request_.sale;
    Hint hint{offer_.id, {}, units, Money{std::get<1>(small)}, {}, {}};
    for (std::size_t at = 0; at < goods_.size(); ++at) {
      if (counts[at] == 0) continue;
      hint.goods.push_back({goods_[at].line, goods_[at].goods.product, counts[at]});
      for (Line& line : changed.basket.lines) {
        if (line.id == goods_[at].line) line.quantity += counts[at];
      }
      if (!goods_[at].line.empty()) continue;
      changed.basket.lines.push_back(goods_[at].goods);
      changed.basket.lines.back().id = "new " + std::to_string(at);
      changed.basket.lines.back().quantity = counts[at];
    }
    const auto then = gain(changed);
    if (!then) return;
    hint.saves = then->saves - (now_ ? now_->saves : Money{});
    hint.points = then->points - (now_ ? now_->points : Points{});
    const bool stamps = std::holds_alternative<reward::IssueCoupon>(offer_.reward);
    const bool worth_it = hint.saves > Money{} || (hint.saves == Money{} && hint.points > Points{});
    if (!stamps && !worth_it) return;
    best_ = hint;
    smallness_ = small;
  }

  const QuoteRequest& request_;
  const Offer& offer_;
  std::shared_ptr<const OfferIndex> with_, without_;
  QuoteEngine engine_;
  std::vector<Good> goods_;
  std::vector<std::size_t> by_price_;
  std::int64_t units_ = 0;  ///< that the target has now
  bool applies_now_ = false;
  std::optional<Gain> now_;
  std::optional<Hint> best_;
  Smallness smallness_;
};

std::string text_of(const Hint& hint) {
  std::string text = hint.offer + ": ";
  for (const HintGoods& goods : hint.goods) {
    text += std::to_string(goods.add_quantity) + " of line '" + goods.line + "' product " + goods.product + ", ";
  }
  return text + std::to_string(hint.add_quantity) + " units for " + std::to_string(hint.add_amount.value()) + " save " +
         std::to_string(hint.saves.value()) + " and give " + std::to_string(hint.points.value());
}

QuoteRequest random_request_with_shelf(Random& random) {
  QuoteRequest request = property::random_request(random, 6);
  auto& lines = request.sale.basket.lines;
  if (lines.size() > 2) lines.resize(2);
  const std::vector<std::int64_t> prices{1, 20, 98, 100, 100, 130, 150, 480};
  for (const char* product : {"p2", "p3"}) {
    Line goods;
    goods.product = product;
    goods.categories = {random.one_in(2) ? "drink" : "food"};
    goods.brand = random.one_in(2) ? "kita" : "";
    goods.unit_price = Money{random.pick(prices)};
    goods.tax_class = random.one_in(2) ? "standard" : "reduced";
    goods.discountable = !random.one_in(4);
    goods.awardable = !random.one_in(4);
    request.shelf.push_back(goods);
  }
  for (Offer& offer : request.offers) {
    if (random.one_in(3)) offer.when.min_amount = Money{random.between(50, 900)};
    if (random.one_in(4)) offer.when.min_quantity = random.between(1, 5);
  }
  return request;
}

}  // namespace

TEST_CASE("a hint is the smallest of all changes of up to three units") {
  const std::uint64_t first = setting("KAZASU_PROPERTY_SEED", 1);
  const std::uint64_t baskets = setting("KAZASU_PROPERTY_HINTS", 5'000);
  std::cout << "hints of seeds " << first << " to " << first + baskets - 1 << '\n';
  std::map<std::string, std::int64_t> met;
  QuoteEngine engine;
  for (std::uint64_t seed = first; seed < first + baskets; ++seed) {
    Random random{seed};
    const QuoteRequest request = random_request_with_shelf(random);
    const auto index = OfferIndex::build(request.program, request.offers);
    REQUIRE(index);
    QuoteOptions options;
    options.hints = true;
    options.products = request.shelf;
    Quote quote;
    REQUIRE(engine.quote(**index, request.sale, quote, options));
    for (const Offer& offer : request.offers) {
      EveryChange every{request, offer};
      REQUIRE(every.goods() <= kGoodsMax);
      const std::optional<Hint> wanted = every.smallest(quote);
      const auto given =
          std::find_if(quote.hints.begin(), quote.hints.end(), [&](const Hint& one) { return one.offer == offer.id; });
      const bool beyond = given != quote.hints.end() && given->add_quantity > kUnitsMax;
      const std::string found = given == quote.hints.end() || beyond ? "none" : text_of(*given);
      INFO("seed " << seed);
      if (found != (wanted ? text_of(*wanted) : "none")) {
        CHECK(found == (wanted ? text_of(*wanted) : "none"));
        return;
      }
      if (!wanted) continue;
      ++met["hints"];
      if (wanted->goods.size() > 1) ++met["several kinds of goods"];
      if (wanted->goods[0].line.empty()) ++met["only what the basket has none of"];
      if (applies(quote, offer.id)) ++met["once more"];
      if (wanted->saves == Money{}) ++met["only points"];
    }
  }
  if (baskets < 1'000) return;
  CHECK(met.size() == 5);
  for (const auto& [what, count] : met) {
    INFO(what);
    CHECK(count >= 10);
  }
}
