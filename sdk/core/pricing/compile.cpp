#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>

#include "pricing/compile_reward.hpp"
#include "pricing/offer_tables.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {
namespace {

std::int32_t day_number(Date date) {
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

Range add_names(OfferTables& tables, NameTable& known, const std::vector<std::string>& texts) {
  Range range{static_cast<Number>(tables.names.size()), 0};
  for (const std::string& text : texts) tables.names.push_back(known.add(text));
  range.end = static_cast<Number>(tables.names.size());
  return range;
}

Range add_segments(OfferTables& tables, const std::vector<std::string>& segments) {
  Range range{static_cast<Number>(tables.segment_masks.size()), 0};
  for (const std::string& segment : segments) {
    const Number number = tables.segments.add(segment);
    const Number word = number / 64;
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    const auto begin = tables.segment_masks.begin() + range.begin;
    const auto same = std::find_if(begin, tables.segment_masks.end(), [&](SegmentMask m) { return m.word == word; });
    if (same != tables.segment_masks.end()) {
      same->bits |= bit;
    } else {
      tables.segment_masks.push_back({word, bit});
    }
  }
  range.end = static_cast<Number>(tables.segment_masks.size());
  return range;
}

CompiledCondition compile_condition(OfferTables& tables, const Condition& when) {
  CompiledCondition compiled;
  if (when.valid_from) compiled.from_day = day_number(*when.valid_from);
  if (when.valid_to) compiled.to_day = day_number(*when.valid_to);
  if (!when.weekdays.empty()) {
    compiled.weekdays = 0;
    for (const auto weekday : when.weekdays) {
      compiled.weekdays = static_cast<std::uint8_t>(compiled.weekdays | 1U << weekday.c_encoding());
    }
  }
  if (!when.days_of_month.empty()) {
    compiled.month_days = 0;
    for (const auto day : when.days_of_month) compiled.month_days |= std::uint32_t{1} << day;
  }
  compiled.hours = {static_cast<Number>(tables.hours.size()),
                    static_cast<Number>(tables.hours.size() + when.hours.size())};
  tables.hours.insert(tables.hours.end(), when.hours.begin(), when.hours.end());
  compiled.companies = add_names(tables, tables.companies, when.companies);
  compiled.stores = add_names(tables, tables.stores, when.stores);
  compiled.tenders = add_names(tables, tables.tenders, when.tenders);
  compiled.ranks = add_names(tables, tables.ranks, when.ranks);
  compiled.segments_any = add_segments(tables, when.segments_any);
  compiled.segments_all = add_segments(tables, when.segments_all);
  compiled.rare_lists =
      !when.companies.empty() || !when.stores.empty() || !when.tenders.empty() || !when.segments_all.empty();
  compiled.birthday_month = when.birthday_month;
  compiled.first_visit = when.first_visit;
  if (when.min_assurance) compiled.min_assurance = static_cast<std::int8_t>(*when.min_assurance);
  compiled.min_amount = when.min_amount.value();
  compiled.min_quantity = when.min_quantity;
  return compiled;
}

CompiledOffer compile_offer(OfferTables& tables, const Offer& offer, Number position) {
  CompiledOffer compiled;
  compile_reward(offer.reward, compiled);
  compiled.coupon = offer.kind == OfferKind::coupon;
  compiled.exclusive = offer.exclusive && compiled.discounts();
  compiled.group = offer.group.empty() ? kNone : tables.groups.add(offer.group);
  compiled.position = position;
  compiled.min_amount = offer.when.min_amount.value();
  compiled.min_quantity = static_cast<std::int32_t>(offer.when.min_quantity);
  compiled.per_basket = static_cast<std::int32_t>(offer.limits.per_basket);
  compiled.per_member_day = static_cast<std::int32_t>(offer.limits.per_member_day);
  compiled.per_member = static_cast<std::int32_t>(offer.limits.per_member);
  compiled.limits_points = offer.limits.points_per_basket > Points{} || offer.limits.points_per_member > Points{};
  compiled.id = ShortText{offer.id};
  compiled.expires_days = static_cast<std::int32_t>(offer.expires_days);
  compiled.wallet = wallet_number(tables.program, offer.wallet);
  const Filter& target = offer.target;
  compiled.names_none = target.products.empty() && target.categories.empty() && target.brands.empty();
  compiled.has_exceptions = !target.except_products.empty() || !target.except_categories.empty();
  compiled.every_line = compiled.names_none && !compiled.has_exceptions;
  compiled.except_products = add_names(tables, tables.products, target.except_products);
  compiled.except_categories = add_names(tables, tables.categories, target.except_categories);
  return compiled;
}

/// One pass counts, one fills; an offer that names a thing twice stands there once.
template <class Names>
void fill_postings(const OfferTables& tables, NameTable& known, Postings& postings, Names names_of) {
  for (const Offer& offer : tables.offers) {
    for (const std::string& text : names_of(offer.target)) known.add(text);
  }
  std::vector<Number> last(known.size(), kNone);
  postings.begin.assign(known.size() + 2, 0);
  const auto each = [&](auto&& visit) {
    std::fill(last.begin(), last.end(), kNone);
    for (Number number = 0; number < tables.compiled.size(); ++number) {
      for (const std::string& text : names_of(tables.offers[tables.compiled[number].position].target)) {
        const Number name = known.find(text);
        if (last[name] == number) continue;
        last[name] = number;
        visit(name, number);
      }
    }
  };
  each([&](Number name, Number) { ++postings.begin[name + 1]; });
  std::partial_sum(postings.begin.begin(), postings.begin.end(), postings.begin.begin());
  postings.offers.resize(postings.begin.back() + Postings::kChunk);
  std::vector<Number> next(postings.begin.begin(), std::prev(postings.begin.end(), 2));
  each([&](Number name, Number number) { postings.offers[next[name]++] = number; });
}

/// Numbers the offers in order of application and ranks their ids.
void order_offers(OfferTables& tables) {
  std::vector<CompiledOffer>& compiled = tables.compiled;
  const std::vector<Offer>& offers = tables.offers;
  std::vector<Number> by_id(offers.size());
  std::iota(by_id.begin(), by_id.end(), Number{0});
  std::sort(by_id.begin(), by_id.end(), [&](Number a, Number b) { return offers[a].id < offers[b].id; });
  for (Number rank = 0; rank < by_id.size(); ++rank) compiled[by_id[rank]].id_rank = rank;
  std::sort(compiled.begin(), compiled.end(), [&](const CompiledOffer& a, const CompiledOffer& b) {
    if (a.stage != b.stage) return a.stage < b.stage;
    const Int priority_a = offers[a.position].priority;
    const Int priority_b = offers[b.position].priority;
    return priority_a != priority_b ? priority_a > priority_b : a.id_rank < b.id_rank;
  });
}

}  // namespace

void compile(OfferTables& tables) {
  tables.compiled.reserve(tables.offers.size());
  for (Number position = 0; position < tables.offers.size(); ++position) {
    tables.ids.add(tables.offers[position].id);
    tables.compiled.push_back(compile_offer(tables, tables.offers[position], position));
  }
  order_offers(tables);
  tables.number_at.resize(tables.offers.size());
  tables.names_none.assign((tables.offers.size() + 63) / 64, 0);
  tables.has_exceptions.assign(tables.names_none.size(), 0);
  tables.conditions.reserve(tables.offers.size());
  for (Number number = 0; number < tables.compiled.size(); ++number) {
    const CompiledOffer& offer = tables.compiled[number];
    tables.number_at[offer.position] = number;
    if (offer.discounts()) tables.discount_count = number + 1;
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    if (offer.names_none) tables.names_none[number / 64] |= bit;
    if (offer.has_exceptions) tables.has_exceptions[number / 64] |= bit;
    tables.conditions.push_back(compile_condition(tables, tables.offers[offer.position].when));
    CompiledCondition& condition = tables.conditions.back();
    condition.coupon = offer.coupon;
    condition.discounts = offer.discounts();
    const bool has_budget = tables.offers[offer.position].budget.limits();
    condition.limited = offer.per_member_day != 0 || offer.per_member != 0 || has_budget;
    if (has_budget) tables.with_budget.push_back(number);
  }
  fill_postings(
      tables, tables.products, tables.by_product, [](const Filter& f) -> auto& { return f.products; });
  fill_postings(
      tables, tables.categories, tables.by_category, [](const Filter& f) -> auto& { return f.categories; });
  fill_postings(
      tables, tables.brands, tables.by_brand, [](const Filter& f) -> auto& { return f.brands; });
  for (const RankAwardRate& rank : tables.program.award.ranks) tables.ranks.add(rank.rank);
  tables.live = compile_live_rows(tables);
  for (Number number = 0; number < tables.compiled.size(); ++number) {
    tables.compiled[number].settled = has_bit(tables.live.settled.row(0), number);
  }
}

std::size_t OfferTables::bytes() const {
  const auto of = [](const auto& vector) { return vector.capacity() * sizeof(vector[0]); };
  std::size_t sum = of(compiled) + of(conditions) + of(number_at) + of(names_none) + of(has_exceptions) + of(names) +
                    of(hours) + of(segment_masks) + live.bytes();
  for (const NameTable* table :
       {&ids, &products, &categories, &brands, &companies, &stores, &tenders, &ranks, &segments, &groups}) {
    sum += table->bytes();
  }
  for (const Postings* postings : {&by_product, &by_category, &by_brand})
    sum += of(postings->begin) + of(postings->offers);
  return sum;
}

}  // namespace kazasu::pricing
