// Quotes of the campaigns and baskets of the peers' benchmark (their files camp_N.txt and bask_L.txt), one JSON line in
// their form. A campaign becomes an offer with the same conditions; unlike the peers, kazasu also chooses among groups,
// stacks what may be stacked, shares discounts among lines and gives reasons.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/values/error.hpp"

using namespace kazasu;

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string text_of(const char* prefix, long number) {
  return prefix + std::to_string(number);
}

Program program() {
  Program program;
  program.currency = "JPY";
  program.time_zone = {"Asia/Tokyo", {{-577'962'000, 32'400}}};
  program.tax_rates = {{"reduced", 800}};
  program.award.rate = {Money{100}, Points{1}};
  program.redeem = {Money{1}, Points{}, Points{1}};
  return program;
}

std::vector<std::chrono::weekday> weekdays(int mask) {
  std::vector<std::chrono::weekday> days;
  for (unsigned day = 0; day < 7; ++day) {
    if ((mask >> day & 1) != 0) days.emplace_back(day);
  }
  return days;
}

/// How the campaigns may be combined. `store`: of campaigns on categories one for each category; every second one on
/// products stacks, of the others one for each first product. `kinds`: one discount for products, one for categories
/// and one for the basket a receipt. `names`: one for each first product and each first category named, which interact
/// through the other names. Points stack in all.
std::string group_of(const std::string& scenario, long number, int kind, long first_name) {
  if (scenario == "store" && kind == 1 && number % 2 == 0) return {};
  const char* kinds[] = {"basket", "product", "category"};
  const std::string group = kinds[kind];
  return scenario != "kinds" && kind != 0 ? text_of((group + " ").c_str(), first_name) : group;
}

Offer read_offer(std::ifstream& file, long number, const std::string& scenario) {
  Offer offer;
  offer.id = text_of("offer-", number);
  int kind = 0, names = 0, weekday_mask = 0, from = 0, to = 0, rank = 0, segments = 0, reward = 0;
  long first = 0, value = 0, minimum = 0;
  file >> kind >> names;
  for (int i = 0; i < names; ++i) {
    long name = 0;
    file >> name;
    if (i == 0) first = name;
    (kind == 1 ? offer.target.products : offer.target.categories).push_back(text_of(kind == 1 ? "p" : "c", name));
  }
  file >> minimum >> weekday_mask >> from >> to >> rank >> segments;
  offer.when.min_amount = Money{minimum};
  if (weekday_mask != 127) offer.when.weekdays = weekdays(weekday_mask);
  if (from != 0 || to != 1440) offer.when.hours = {{TimeOfDay{from}, TimeOfDay{to % 1440}}};
  for (int one = rank; rank > 0 && one <= 4; ++one) offer.when.ranks.push_back(text_of("rank", one));
  for (int i = 0; i < segments; ++i) {
    int segment = 0;
    file >> segment;
    offer.when.segments_any.push_back(text_of("segment", segment));
  }
  file >> reward >> value;
  const bool whole = kind == 0;
  if (reward == 0 && whole) offer.reward = reward::BasketPercentOff{value * 100};
  if (reward == 0 && !whole) offer.reward = reward::PercentOff{value * 100};
  if (reward == 1 && whole) offer.reward = reward::BasketAmountOff{Money{value}};
  if (reward == 1 && !whole) offer.reward = reward::AmountOffUnit{Money{value}};
  if (reward == 2) offer.reward = reward::PointsTimes{value * 10};
  if (reward != 2) offer.group = group_of(scenario, number, kind, first);
  return offer;
}

Sale read_sale(std::ifstream& file) {
  Sale sale;
  std::size_t lines = 0;
  file >> lines;
  for (std::size_t i = 0; i < lines; ++i) {
    long product = 0, category = 0, amount = 0;
    file >> product >> category >> amount;
    Line line;
    line.id = std::to_string(i + 1);
    line.product = text_of("p", product);
    line.categories = {text_of("c", category)};
    line.unit_price = Money{amount};
    line.tax_class = "reduced";
    sale.basket.lines.push_back(line);
  }
  int weekday = 0, minute = 0, rank = 0, segments = 0;
  file >> weekday >> minute >> rank >> segments;
  constexpr std::int64_t kSunday = 1'794'754'800'000;  // 2026-11-15T00:00:00+09:00
  sale.at = {kSunday + (std::int64_t{weekday} * 1440 + minute) * 60'000, 32'400};
  MemberView member;
  member.rank = text_of("rank", rank);
  for (int i = 0; i < segments; ++i) {
    int segment = 0;
    file >> segment;
    member.segments.push_back(text_of("segment", segment));
  }
  sale.member = member;
  return sale;
}

double percentile(std::vector<double>& times, double part) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1, static_cast<std::size_t>(part * static_cast<double>(times.size())))];
}

const char* argument(int count, char** values, const char* name, const char* otherwise) {
  for (int i = 1; i + 1 < count; ++i) {
    if (std::string{values[i]} == name) return values[i + 1];
  }
  return otherwise;
}

}  // namespace

int main(int count, char** values) {
  const std::string data = argument(count, values, "--data", "data/rules");
  const long n = std::atol(argument(count, values, "--n", "1000"));
  const long lines = std::atol(argument(count, values, "--lines", "20"));
  const long rounds = std::atol(argument(count, values, "--reps", "20"));
  const std::string scenario = argument(count, values, "--scenario", "store");
  const std::string explain = argument(count, values, "--explain", "candidates");
  const std::string quoted = argument(count, values, "--quoted", "whole");
  const bool added_line = quoted == "added-line";
  QuoteOptions options;
  options.explain = explain == "all" ? Explain::all : explain == "none" ? Explain::none : Explain::candidates;

  std::ifstream campaigns{data + "/camp_" + std::to_string(n) + ".txt"};
  std::ifstream baskets{data + "/bask_" + std::to_string(lines) + ".txt"};
  long offer_count = 0, sale_count = 0;
  if (!(campaigns >> offer_count) || !(baskets >> sale_count)) {
    std::cerr << "no campaigns or baskets in " << data << " (their gen.py writes them)\n";
    return 1;
  }
  std::vector<Offer> offers;
  for (long i = 0; i < offer_count; ++i) offers.push_back(read_offer(campaigns, i, scenario));
  std::vector<Sale> sales;
  for (long i = 0; i < sale_count; ++i) sales.push_back(read_sale(baskets));

  const double build_start = now();
  const auto index = OfferIndex::build(program(), offers);
  const double build = now() - build_start;
  if (!index) {
    std::cerr << describe(index.error()) << '\n';
    return 1;
  }
  QuoteEngine engine;
  Quote quote;
  std::vector<double> times;
  double sum = 0;
  std::int64_t applied = 0, considered = 0, discount = 0, points = 0, open = 0;
  for (long round = 0; round <= rounds; ++round) {
    for (Sale& sale : sales) {
      if (added_line) {
        Line last = std::move(sale.basket.lines.back());
        sale.basket.lines.pop_back();
        const auto before = engine.quote(**index, sale, quote, options);
        sale.basket.lines.push_back(std::move(last));
        if (!before) std::cerr << describe(before.error()) << '\n';
      }
      const double start = now();
      const auto done = engine.quote(**index, sale, quote, options);
      const double time = now() - start;
      if (!done) {
        std::cerr << describe(done.error()) << '\n';
        return 1;
      }
      if (round > 0) {  // the first round warms up
        times.push_back(time);
        sum += time;
        continue;
      }
      applied += static_cast<std::int64_t>(quote.applied.size());
      considered += static_cast<std::int64_t>(quote.applied.size() + quote.not_applied.size());
      discount += quote.discount.value();
      points += quote.awarded_points.value();
      open += quote.optimal ? 0 : 1;
    }
  }
  std::printf(
      "{\"area\":1,\"peer\":\"kazasu-%s-%s-%s\",\"campaigns\":%ld,\"lines\":%ld,\"per_s\":%.1f,\"p50_us\":%.2f,\"p99_"
      "us\":"
      "%.2f,"
      "\"build_ms\":%.2f,\"index_kb\":%zu,\"not_optimal\":%lld,\"explained\":%lld,\"check\":\"%lld/%lld/%lld\"}\n",
      scenario.c_str(), quoted.c_str(), explain.c_str(), offer_count, lines, static_cast<double>(times.size()) / sum,
      percentile(times, 0.5) * 1e6, percentile(times, 0.99) * 1e6, build * 1e3, (*index)->compiled_bytes() / 1024,
      static_cast<long long>(open), static_cast<long long>(considered), static_cast<long long>(applied),
      static_cast<long long>(discount), static_cast<long long>(points));
  return 0;
}
