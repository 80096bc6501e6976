#include "columns/predictor.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::proto::columns {
namespace {

constexpr std::uint64_t kPlaceBits = 8;
constexpr std::size_t kPlaceMax = 255;
constexpr std::uint64_t kCategoriesBit = 1ULL << 40;
constexpr std::uint32_t kHashStep = 0x01000193;  // FNV-1a
constexpr std::size_t kAdjustedMax = 256;
constexpr std::int64_t kWholeRate = 10'000;  // basis points
constexpr std::size_t kHourFrom = 11;        // "2026-11-23T12:34:56+09:00"
constexpr std::size_t kHourBytes = 5;

// Values come from outside: sums wrap around instead of overflowing.
std::int64_t add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t subtract(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t multiply(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// a × b / c towards zero; 0 unless all of them are plain amounts.
std::int64_t share(std::int64_t a, std::int64_t b, std::int64_t c) {
  constexpr std::int64_t kMax = 1'000'000'000;
  if (a < 0 || b < 0 || c <= 0 || a > kMax || b > kMax) return 0;
  return a * b / c;
}

std::int64_t rounded(std::int64_t amount, std::int64_t rate, std::int64_t whole, int rounding) {
  constexpr std::int64_t kMax = 1'000'000'000'000;
  if (amount < 0 || rate < 0 || whole <= 0 || amount > kMax || rate > kWholeRate * 100) return 0;
  const std::int64_t product = amount * rate;
  if (rounding == 1) return (2 * product + whole) / (2 * whole);
  return rounding == 2 ? (product + whole - 1) / whole : product / whole;
}

std::int64_t find_amount(const std::vector<NamedAmount>& amounts, std::string_view name) {
  for (const NamedAmount& one : amounts) {
    if (one.name == name) return one.amount;
  }
  return 0;
}

}  // namespace

std::string next_number(std::string_view text) {
  std::string next{text};
  std::size_t at = next.size();
  while (at > 0 && next[at - 1] >= '0' && next[at - 1] <= '9') {
    --at;
    if (next[at] != '9') {
      ++next[at];
      return next;
    }
    next[at] = '0';
  }
  if (at < next.size()) next.insert(at, 1, '1');
  return next;
}

Predictor::Predictor(const BodySchema& schema) : schema_(schema), memories_(schema.columns()) {}

void Predictor::begin(v1::EntryKind kind, std::int64_t wall_unix_ms) {
  facts_.clear();
  facts_.kind = kind;
  facts_.wall_unix_ms = wall_unix_ms;
  in_quote_ = false;
  account_ = {};
  referred_hash_ = {};
  expected_rates_.clear();
}

void Predictor::refer(std::string_view account, std::string_view identifier_hash) {
  account_ = account;
  referred_hash_ = identifier_hash;
}

void Predictor::complete(v1::CatalogProduct product) {
  const v1::CatalogProduct& kept = products_.emplace_back(std::move(product));
  const BodySchema::Places& places = schema_.places();
  const std::uint64_t key = product_key(0);
  memory(places.brand).texts[key] = kept.brand();
  memory(places.tax_class).texts[key] = kept.tax_class();
  memory(places.name).texts[key] = kept.name();
  memory(places.unit_price).numbers[key] = kept.unit_price_minor();
  memory(places.categories).counts[key] = kept.categories_size();
  for (int i = 0; i < kept.categories_size(); ++i)
    memory(places.categories).texts[product_key(static_cast<std::size_t>(i))] = kept.categories(i);
}

std::uint32_t Predictor::key_of(std::string_view name) {
  return keys_.emplace(name, static_cast<std::uint32_t>(keys_.size() + 1)).first->second;
}

std::uint64_t Predictor::product_key(std::size_t place) const {
  const std::size_t line = in_quote_ ? facts_.quoted_lines - 1 : facts_.lines.size() - 1;
  const std::uint32_t product = line < facts_.lines.size() ? facts_.lines[line].product_key : 0;
  return (std::uint64_t{product} << kPlaceBits) | std::min(place, kPlaceMax);
}

std::uint64_t Predictor::offer_key() const {
  const auto found = keys_.find(facts_.offer);
  return found == keys_.end() ? 0 : found->second;
}

std::int64_t Predictor::number_of(const Memory& memory, std::uint64_t key) const {
  const auto found = memory.numbers.find(key);
  return found == memory.numbers.end() ? 0 : found->second;
}

LineFacts& Predictor::line() {
  const std::size_t at = in_quote_ ? facts_.quoted_lines - 1 : facts_.lines.size() - 1;
  return at < facts_.lines.size() ? facts_.lines[at] : no_line_;
}
const LineFacts& Predictor::line() const {
  const std::size_t at = in_quote_ ? facts_.quoted_lines - 1 : facts_.lines.size() - 1;
  return at < facts_.lines.size() ? facts_.lines[at] : no_line_;
}

std::uint64_t Predictor::likeness_key(std::size_t place) const {
  const LineFacts& sold = line();
  const auto last = sold_.find(sold.product_key);
  const bool today = last != sold_.end() && last->second.business_date == facts_.business_date;
  const std::uint64_t key = today ? sold.product_key : kCategoriesBit | sold.categories_key;
  return key << kPlaceBits | std::min(place, kPlaceMax);
}

void Predictor::learn_discount() {
  const LineFacts& sold = line();
  const Sold now{sold.gross, sold.discount, facts_.business_date};
  sold_[sold.product_key] = now;
  if (sold.gross > 0) sold_[kCategoriesBit | sold.categories_key] = now;
}

std::string_view Predictor::made(std::string text) {
  made_ = std::move(text);
  return made_;
}

/// The discount of the last line like it, in proportion.
std::int64_t Predictor::line_discount() {
  const LineFacts& sold = line();
  const auto last = sold_.find(likeness_key(0) >> kPlaceBits);
  if (last == sold_.end()) return 0;
  if (last->second.gross == sold.gross) return last->second.discount;
  return share(last->second.discount, sold.gross, last->second.gross);
}

std::int64_t Predictor::tax_amount() const {
  if (facts_.taxes.empty()) return 0;
  const TaxFacts& tax = facts_.taxes.back();
  const bool included = facts_.total == facts_.sum_of_nets();
  return rounded(tax.taxable, tax.rate, included ? kWholeRate + tax.rate : kWholeRate, rounding_);
}

/// Points that an applied offer names; else in proportion to the last base award.
std::int64_t Predictor::award_points() {
  const std::int64_t named = find_amount(facts_.applied, facts_.offer);
  if (named != 0) return named;
  return facts_.offer.empty() ? share(last_base_award_, facts_.total, last_total_) : 0;
}

/// The rates of the lines' classes, as far as they are known, in the order they had before.
void Predictor::expect_taxes() {
  expected_rates_.clear();
  for (const LineFacts& sold : facts_.lines) {
    const auto rate = rates_.find(sold.tax_class);
    if (rate == rates_.end()) continue;
    if (std::find(expected_rates_.begin(), expected_rates_.end(), rate->second) == expected_rates_.end())
      expected_rates_.push_back(rate->second);
  }
  const auto place = [this](std::int64_t rate) {
    return std::find(rate_order_.begin(), rate_order_.end(), rate) - rate_order_.begin();
  };
  std::sort(expected_rates_.begin(), expected_rates_.end(),
            [&](std::int64_t a, std::int64_t b) { return place(a) < place(b); });
}

/// A class whose rate is not known has the one rate that no known class of this entry has.
void Predictor::learn_taxes() {
  std::string_view unknown;
  for (const LineFacts& sold : facts_.lines) {
    if (rates_.contains(sold.tax_class)) continue;
    if (!unknown.empty() && unknown != sold.tax_class) return;
    unknown = sold.tax_class;
  }
  if (unknown.empty()) return;
  const TaxFacts* left = nullptr;
  for (const TaxFacts& tax : facts_.taxes) {
    if (std::find(expected_rates_.begin(), expected_rates_.end(), tax.rate) != expected_rates_.end()) continue;
    if (left != nullptr) return;
    left = &tax;
  }
  if (left == nullptr) return;
  rates_.emplace(unknown, left->rate);
}

std::int64_t Predictor::count(const Node& node) {
  const Memory& memory = memories_[node.column];
  switch (node.count_rule) {
    case Rule::previous: return memory.count;
    case Rule::by_product: {
      const auto found = memory.counts.find(product_key(0));
      return found == memory.counts.end() ? 0 : found->second;
    }
    case Rule::by_likeness: {
      const auto found = memory.counts.find(likeness_key(0));
      return found == memory.counts.end() ? 0 : found->second;
    }
    case Rule::line_count: return static_cast<std::int64_t>(facts_.lines.size());
    case Rule::unit_count: return line().quantity;
    case Rule::applied_count: return add(static_cast<std::int64_t>(adjusted_offers()), applied_beyond_);
    case Rule::not_applied_count:
      return subtract(not_applied_and_applied_, static_cast<std::int64_t>(facts_.applied.size()));
    case Rule::tax_count:
      return expected_rates_.empty() ? memory.count : static_cast<std::int64_t>(expected_rates_.size());
    case Rule::award_count: {
      if (!facts_.has_member) return 0;
      const auto points = std::count_if(facts_.applied.begin(), facts_.applied.end(),
                                        [](const NamedAmount& one) { return one.amount != 0; });
      return points + 1;
    }
    default: return 0;
  }
}

std::int64_t Predictor::number(const Node& node, std::size_t place) {
  const Memory& memory = memories_[node.column];
  switch (node.rule) {
    case Rule::previous: return memory.number;
    case Rule::one: return 1;
    case Rule::by_product: return number_of(memory, product_key(place));
    case Rule::by_offer: return number_of(memory, offer_key());
    case Rule::line_gross: return multiply(line().quantity, line().unit_price);
    case Rule::line_discount: return line_discount();
    case Rule::line_net: return subtract(line().gross, line().discount);
    case Rule::adjustment_amount: {
      const LineFacts& sold = line();
      const bool last = static_cast<std::int64_t>(facts_.place) + 1 == sold.adjustments;
      return last ? subtract(sold.discount, sold.adjusted) : 0;
    }
    case Rule::unit_net: {
      const LineFacts& sold = line();
      const std::int64_t left = subtract(sold.net, sold.units_net);
      const std::int64_t units = sold.unit_count - static_cast<std::int64_t>(place);
      return units <= 1 ? left : left / units;
    }
    case Rule::applied_discount: return find_amount(facts_.adjusted, facts_.offer);
    case Rule::quote_gross: return facts_.sum_of_grosses();
    case Rule::quote_discount: return facts_.sum_of_discounts();
    case Rule::quote_total: return facts_.sum_of_nets();
    case Rule::tax_rate: {
      const std::size_t at = facts_.taxes.size() - 1;
      return at < expected_rates_.size() ? expected_rates_[at] : memory.number;
    }
    case Rule::taxable: {
      std::int64_t taxable = 0;
      for (const LineFacts& sold : facts_.lines) {
        const auto rate = rates_.find(sold.tax_class);
        if (rate != rates_.end() && rate->second == facts_.taxes.back().rate) taxable = add(taxable, sold.net);
      }
      if (taxable != 0) return taxable;
      taxable = facts_.sum_of_nets();
      for (const TaxFacts& tax : facts_.taxes) taxable = subtract(taxable, tax.taxable);
      return taxable;
    }
    case Rule::tax_amount: return tax_amount();
    case Rule::due: return facts_.total;
    case Rule::redeemed: return subtract(facts_.total, facts_.due);
    case Rule::redeemable: return facts_.has_member ? std::min(facts_.total, facts_.balance) : 0;
    case Rule::award_points: return award_points();
    case Rule::awarded: return facts_.awarded;
    case Rule::tender_amount: {
      std::int64_t left = facts_.due;
      for (const NamedAmount& tender : facts_.tenders) left = subtract(left, tender.amount);
      return left;
    }
    case Rule::state_amount: return facts_.state_place < facts_.booked.size() ? facts_.booked[facts_.state_place] : 0;
    default: return 0;
  }
}

std::string_view Predictor::text(const Node& node, std::size_t place) {
  const Memory& memory = memories_[node.column];
  const auto keyed = [&](std::uint64_t key) -> std::string_view {
    const auto found = memory.texts.find(key);
    return found == memory.texts.end() ? std::string_view{} : found->second;
  };
  switch (node.rule) {
    case Rule::previous:
    case Rule::timestamp: return memory.text;
    case Rule::next_number: return made(next_number(memory.text));
    case Rule::successor: {
      const auto found = memory.followers.find(place == 0 && node.repeated ? std::string_view{} : memory.text);
      return found == memory.followers.end() ? std::string_view{} : found->second;
    }
    case Rule::by_product: return keyed(product_key(place));
    case Rule::by_likeness: return keyed(likeness_key(facts_.place));
    case Rule::by_offer: return keyed(offer_key());
    case Rule::line_id: return facts_.lines.size() == 1 ? memory.first_text : made(next_number(memory.text));
    case Rule::quoted_id: return line().id;
    case Rule::applied_offer: {
      const std::size_t at = facts_.applied.size() - 1;
      if (at < facts_.adjusted.size()) return facts_.adjusted[at].name;
      const auto found = memory.followers.find(at == 0 ? std::string_view{} : memory.text);
      return found == memory.followers.end() ? std::string_view{} : found->second;
    }
    case Rule::found:
      if (facts_.condition == "hours" && facts_.at.size() >= kHourFrom + kHourBytes)
        return facts_.at.substr(kHourFrom, kHourBytes);
      if (facts_.condition == "min_amount")
        return facts_.min_amount_found.empty() ? made(std::to_string(facts_.sum_of_grosses()))
                                               : facts_.min_amount_found;
      return keyed(offer_key());
    case Rule::award_offer: {
      // The base award first, then those that applied offers give.
      std::size_t at = facts_.awards.size() - 1;
      for (const NamedAmount& applied : facts_.applied) {
        if (applied.amount != 0 && at-- == 1) return applied.name;
      }
      return {};
    }
    case Rule::activates_on: return activates_at_once_ ? facts_.business_date : keyed(offer_key());
    case Rule::member_account: return account_;
    case Rule::member_hash: return referred_hash_;
    default: return {};
  }
}

void Predictor::begin_element(const Node& node, std::size_t place) {
  switch (node.fact) {
    case Fact::line:
      in_quote_ = false;
      facts_.lines.emplace_back();
      break;
    case Fact::quoted_line:
      in_quote_ = true;
      ++facts_.quoted_lines;
      break;
    case Fact::adjustment: facts_.place = place; break;
    case Fact::applied: facts_.applied.push_back({}); break;
    case Fact::tax: facts_.taxes.push_back({}); break;
    case Fact::award: facts_.awards.push_back({}); break;
    case Fact::tender: facts_.tenders.push_back({}); break;
    default: break;
  }
}

void Predictor::saw_count(const Node& node, std::int64_t value) {
  Memory& memory = memories_[node.column];
  memory.count = value;
  if (node.count_rule == Rule::by_product) memory.counts[product_key(0)] = value;
  if (node.count_rule == Rule::by_likeness) {
    memory.counts[std::uint64_t{line().product_key} << kPlaceBits] = value;
    memory.counts[(kCategoriesBit | line().categories_key) << kPlaceBits] = value;
  }
  if (node.fact == Fact::adjustment) line().adjustments = value;
  if (node.count_rule == Rule::unit_count) {  // after a line's adjustments
    line().unit_count = value;
    learn_discount();
  }
  if (node.count_rule == Rule::applied_count)
    applied_beyond_ = subtract(value, static_cast<std::int64_t>(adjusted_offers()));
  if (node.count_rule == Rule::not_applied_count)
    not_applied_and_applied_ = add(value, static_cast<std::int64_t>(facts_.applied.size()));
}

void Predictor::saw_number(const Node& node, std::size_t place, std::int64_t value) {
  Memory& memory = memories_[node.column];
  memory.number = value;
  if (node.rule == Rule::by_product) memory.numbers[product_key(place)] = value;
  if (node.rule == Rule::by_offer) memory.numbers[offer_key()] = value;
  if (node.rule == Rule::state_amount) ++facts_.state_place;
  switch (node.fact) {
    case Fact::quantity: line().quantity = value; break;
    case Fact::unit_price: line().unit_price = value; break;
    case Fact::manual_discount: line().manual_discount = value; break;
    // Optional: 0 stands for absent, which is true; else the value and one.
    case Fact::discountable: line().discountable = value != 1; break;
    case Fact::awardable: line().awardable = value != 1; break;
    case Fact::redeem_points: facts_.redeem_points = value; break;
    case Fact::priced_by_pos: facts_.priced_by_pos = value != 0; break;
    case Fact::spend_points:
      if (!facts_.spend.empty()) facts_.spend.back().amount = value;
      break;
    case Fact::gross: line().gross = value; break;
    case Fact::discount: line().discount = value; break;
    case Fact::net: line().net = value; break;
    case Fact::adjustment_amount: {
      line().adjusted = add(line().adjusted, value);
      const std::string_view offer = facts_.adjustment_offer;
      if (offer.empty()) break;  // the manual discount is no offer's
      for (NamedAmount& one : facts_.adjusted) {
        if (one.name != offer) continue;
        one.amount = add(one.amount, value);
        return;
      }
      if (facts_.adjusted.size() < kAdjustedMax) facts_.adjusted.push_back({offer, value});
      break;
    }
    case Fact::unit_net: line().units_net = add(line().units_net, value); break;
    case Fact::applied_points: facts_.applied.back().amount = value; break;
    case Fact::total:
      facts_.total = value;
      expect_taxes();
      break;
    case Fact::tax_rate:
      facts_.taxes.back().rate = value;
      if (std::find(rate_order_.begin(), rate_order_.end(), value) == rate_order_.end()) rate_order_.push_back(value);
      break;
    case Fact::taxable: facts_.taxes.back().taxable = value; break;
    case Fact::tax_amount: {
      const TaxFacts& tax = facts_.taxes.back();
      const bool included = facts_.total == facts_.sum_of_nets();
      for (int rounding : {rounding_, 0, 1, 2}) {
        if (rounded(tax.taxable, tax.rate, included ? kWholeRate + tax.rate : kWholeRate, rounding) != value) continue;
        rounding_ = rounding;
        break;
      }
      break;
    }
    case Fact::due: facts_.due = value; break;
    case Fact::award_points:
      facts_.awards.back().amount = value;
      if (facts_.offer.empty()) {
        last_base_award_ = value;
        last_total_ = facts_.total;
      }
      break;
    case Fact::tender_amount: facts_.tenders.back().amount = value; break;
    case Fact::unit_number:
      if (!facts_.units.empty()) facts_.units.back().unit = value;
      break;
    case Fact::booked_amount: facts_.booked.push_back(value); break;
    case Fact::balance: facts_.balance = value; break;
    default: break;
  }
}

void Predictor::saw_text(const Node& node, std::size_t place, std::string_view text) {
  Memory& memory = memories_[node.column];
  const std::string_view before = memory.text;
  memory.text = text;
  switch (node.rule) {
    case Rule::by_product: memory.texts[product_key(place)] = text; break;
    case Rule::by_likeness:
      memory.texts[std::uint64_t{line().product_key} << kPlaceBits | std::min(facts_.place, kPlaceMax)] = text;
      memory.texts[(kCategoriesBit | line().categories_key) << kPlaceBits | std::min(facts_.place, kPlaceMax)] = text;
      break;
    case Rule::successor: memory.followers[place == 0 && node.repeated ? std::string_view{} : before] = text; break;
    case Rule::applied_offer: memory.followers[facts_.applied.size() == 1 ? std::string_view{} : before] = text; break;
    default: break;
  }
  switch (node.fact) {
    case Fact::transaction_id: facts_.transaction_id = text; break;
    case Fact::business_date: facts_.business_date = text; break;
    case Fact::clerk: facts_.clerk = text; break;
    case Fact::line_id:
      line().id = text;
      if (facts_.lines.size() == 1) memory.first_text = text;
      break;
    case Fact::product:
      line().product = text;
      product_is_new_ = !keys_.contains(text);
      line().product_key = key_of(text);
      break;
    case Fact::category: line().categories_key = (line().categories_key ^ key_of(text)) * kHashStep; break;
    case Fact::tax_class: line().tax_class = text; break;
    case Fact::basket_tender: facts_.tender = text; break;
    case Fact::coupon_code: facts_.coupon_codes.push_back(text); break;
    case Fact::spend_wallet: facts_.spend.push_back({text, 0}); break;
    case Fact::adjustment_offer: facts_.adjustment_offer = text; break;
    case Fact::applied_offer:
      facts_.applied.back().name = text;
      facts_.offer = text;
      key_of(text);
      break;
    case Fact::offer:
      facts_.offer = text;
      key_of(text);
      break;
    case Fact::condition: facts_.condition = text; break;
    case Fact::found:
      if (facts_.condition == "min_amount") facts_.min_amount_found = text;
      break;
    case Fact::award_offer:
      facts_.awards.back().name = text;
      facts_.offer = text;
      key_of(text);
      break;
    case Fact::award_wallet:
      if (text.empty() && !facts_.awards.empty()) facts_.awarded = add(facts_.awarded, facts_.awards.back().amount);
      break;
    case Fact::activates_on: activates_at_once_ = text == facts_.business_date; break;
    case Fact::tender_kind: facts_.tenders.back().name = text; break;
    case Fact::receipt_number: facts_.receipt_number = text; break;
    case Fact::unit_line: facts_.units.push_back({text, 0}); break;
    case Fact::member_hash: facts_.identifier_hash = text; break;
    default: break;
  }
  if (node.rule == Rule::by_offer || node.rule == Rule::found || node.rule == Rule::activates_on)
    memory.texts[offer_key()] = text;
}

void Predictor::end() {
  learn_taxes();
}

}  // namespace kazasu::proto::columns
