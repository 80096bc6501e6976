// pricing.md, section 1: `at`, `member` and `basket`.
#include "kazasu/pricing/validate.hpp"

#include <algorithm>
#include <limits>

#include "kazasu/values/limits.hpp"
#include "pricing/sale_check.hpp"
#include "pricing/sale_facts.hpp"
#include "pricing/short_text.hpp"

namespace kazasu {
namespace pricing {
namespace {

/// 0001-01-01 and 9000-01-01: any date reckoned from these, with at most kDaysMax added, has four digits.
constexpr Int kEarliestMs = -62'135'596'800'000;
constexpr Int kLatestMs = 221'845'392'000'000;

Fault check_birthday(const FieldPath& path, const MonthDay& birthday) {
  constexpr Int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (birthday.month < 1 || birthday.month > 12 || birthday.day < 1 || birthday.day > kDays[birthday.month - 1]) {
    return fault_at(path, "is not a day of the year");
  }
  return std::nullopt;
}

Fault check_usage(const FieldPath& member, const MemberView& view, DuplicateFinder& duplicates) {
  if (auto fault = check_size({&member, "usage"}, view.usage.size(), limits::kOffersMax)) return fault;
  duplicates.clear();
  for (std::size_t i = 0; i < view.usage.size(); ++i) {
    const FieldPath entry{&member, "usage", static_cast<Int>(i)};
    const OfferUsage& usage = view.usage[i];
    if (auto fault = check_text({&entry, "offer"}, usage.offer)) return fault;
    if (auto fault = check_range({&entry, "today"}, usage.today, 0, limits::kCountMax)) return fault;
    if (auto fault = check_range({&entry, "total"}, usage.total, 0, limits::kCountMax)) return fault;
    if (auto fault = check_range({&entry, "stamps"}, usage.stamps, 0, limits::kCountMax)) return fault;
    if (auto fault = check_range({&entry, "points"}, usage.points.value(), 0, limits::kPointsMax)) return fault;
    duplicates.add(usage.offer);
  }
  if (const auto twice = duplicates.find()) {
    const FieldPath entry{&member, "usage", static_cast<Int>(*twice)};
    return fault_at({&entry, "offer"}, "must be unique");
  }
  return std::nullopt;
}

Fault check_balance(const FieldPath& path, Points balance) {
  if (balance.value() >= -limits::kPointsMax && balance.value() <= limits::kPointsMax) return std::nullopt;
  return fault_at(path, "must be within " + std::to_string(limits::kPointsMax), ErrorCode::limit_exceeded);
}

/// Of a member's or a basket's list: each names a wallet of the program, and each once.
template <class Entries>
Fault check_wallet_names(const FieldPath& parent, std::string_view list, const Entries& entries,
                         const Program& program) {
  if (auto fault = check_size({&parent, list}, entries.size(), limits::kWalletsMax + 1)) return fault;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const FieldPath entry{&parent, list, static_cast<Int>(i)};
    if (wallet_number(program, entries[i].wallet) == kNone) {
      return fault_at({&entry, "wallet"}, "is not one of the program's wallets");
    }
    const auto same = [&](const auto& other) { return other.wallet == entries[i].wallet; };
    if (std::any_of(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      return fault_at({&entry, "wallet"}, "must be unique");
    }
  }
  return std::nullopt;
}

Fault check_member_wallets(const FieldPath& member, const MemberView& view, const Program& program) {
  if (auto fault = check_range({&member, "awarded_today"}, view.awarded_today.value(), 0, limits::kPointsMax)) {
    return fault;
  }
  if (auto fault = check_range({&member, "checkouts_today"}, view.checkouts_today, 0, limits::kCountMax)) return fault;
  for (std::size_t i = 0; i < view.wallets.size(); ++i) {
    const FieldPath entry{&member, "wallets", static_cast<Int>(i)};
    const MemberWallet& wallet = view.wallets[i];
    if (wallet.wallet.empty()) return fault_at({&entry, "wallet"}, "must not be empty: `balance` is the own wallet's");
    if (auto fault = check_balance({&entry, "balance"}, wallet.balance)) return fault;
    if (auto fault = check_range({&entry, "awarded_today"}, wallet.awarded_today.value(), 0, limits::kPointsMax)) {
      return fault;
    }
  }
  return check_wallet_names(member, "wallets", view.wallets, program);
}

Fault check_spend(const FieldPath& basket, const Basket& paid, const Program& program) {
  if (auto fault = check_range({&basket, "redeem_points"}, paid.redeem_points.value(), 0, limits::kPointsMax)) {
    return fault;
  }
  for (std::size_t i = 0; i < paid.spend.size(); ++i) {
    const FieldPath entry{&basket, "spend", static_cast<Int>(i)};
    if (auto fault = check_range({&entry, "points"}, paid.spend[i].points.value(), 0, limits::kPointsMax)) return fault;
    if (paid.spend[i].wallet.empty() && paid.redeem_points > Points{}) {
      return fault_at({&entry, "wallet"}, "names the own wallet, which `redeem_points` does too");
    }
  }
  return check_wallet_names(basket, "spend", paid.spend, program);
}

Fault check_member(const MemberView& view, const Program& program, DuplicateFinder& duplicates) {
  const FieldPath member{nullptr, "member"};
  if (auto fault = check_text({&member, "rank"}, view.rank)) return fault;
  if (auto fault = check_texts(member, "segments", view.segments)) return fault;
  if (view.birthday) {
    if (auto fault = check_birthday({&member, "birthday"}, *view.birthday)) return fault;
  }
  if (auto fault = check_balance({&member, "balance"}, view.balance)) return fault;
  if (auto fault = check_size({&member, "coupons"}, view.coupons.size(), limits::kOffersMax)) return fault;
  for (std::size_t i = 0; i < view.coupons.size(); ++i) {
    if (auto fault = check_text({&member, "coupons", static_cast<Int>(i)}, view.coupons[i])) return fault;
  }
  if (auto fault = check_usage(member, view, duplicates)) return fault;
  return check_member_wallets(member, view, program);
}

bool knows(const Program& program, std::string_view tax_class) {
  return std::any_of(program.tax_rates.begin(), program.tax_rates.end(),
                     [&](const TaxRate& rate) { return rate.tax_class == tax_class; });
}

Fault check_line(const FieldPath& path, const Line& line, const Program& program) {
  if (line.id.empty()) return fault_at({&path, "id"}, "must not be empty");
  if (auto fault = check_text({&path, "id"}, line.id)) return fault;
  if (auto fault = check_text({&path, "product"}, line.product)) return fault;
  if (auto fault = check_texts(path, "categories", line.categories)) return fault;
  if (auto fault = check_text({&path, "brand"}, line.brand)) return fault;
  if (auto fault = check_range({&path, "quantity"}, line.quantity, 1, limits::kQuantityMax)) return fault;
  if (auto fault = check_range({&path, "unit_price"}, line.unit_price.value(), 0, limits::kUnitPriceMax)) return fault;
  if (!knows(program, line.tax_class)) return fault_at({&path, "tax_class"}, "is not one of the program's tax_rates");
  const Int manual = line.manual_discount.value();
  if (manual < 0) return fault_at({&path, "manual_discount"}, "must be at least 0");
  if (manual > line.quantity * line.unit_price.value()) {
    return fault_at({&path, "manual_discount"}, "must be at most quantity times unit_price");
  }
  return std::nullopt;
}

/// Whether check_line finds nothing but perhaps the tax class, in one go: nearly every line of a till is in order.
bool in_order(const Line& line) {
  constexpr auto kText = static_cast<std::uint64_t>(limits::kTextBytesMax);
  // As unsigned, what is below zero is above the most.
  const auto up_to = [](std::uint64_t value, std::uint64_t most) { return static_cast<unsigned>(value <= most); };
  const auto bits = [](Int value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t price = bits(line.unit_price.value());
  unsigned good = up_to(bits(line.quantity - 1), bits(limits::kQuantityMax - 1)) &
                  up_to(price, bits(limits::kUnitPriceMax)) & up_to(line.id.size() - 1, kText - 1) &
                  up_to(line.product.size(), kText) & up_to(line.brand.size(), kText) &
                  up_to(line.categories.size(), bits(limits::kListMax));
  good &= up_to(bits(line.manual_discount.value()), bits(line.quantity) * price);
  for (const std::string& category : line.categories) good &= up_to(category.size(), kText);
  return good != 0;
}

Fault check_lines(const FieldPath& basket, const std::vector<Line>& lines, const Program& program,
                  DuplicateFinder& duplicates) {
  if (auto fault = check_size({&basket, "lines"}, lines.size(), limits::kBasketLinesMax)) return fault;
  Int units = 0;
  Int gross = 0;
  duplicates.clear();
  TextKey known_class;  // of the line before: lines of one class mostly stand together
  known_class.size = std::numeric_limits<std::size_t>::max();
  Int at = 0;
  for (const Line& line : lines) {
    const FieldPath path{&basket, "lines", at++};
    const TextKey tax_class = text_key(line.tax_class);
    if (!in_order(line) || (tax_class != known_class && !knows(program, line.tax_class))) {
      if (auto fault = check_line(path, line, program)) return fault;
    }
    if (tax_class.size <= TextKey::kExact) known_class = tax_class;
    units += line.quantity;
    gross += line.quantity * line.unit_price.value();
    if (units > limits::kBasketUnitsMax) {
      return fault_at({&path, "quantity"},
                      "the basket must have at most " + std::to_string(limits::kBasketUnitsMax) + " units",
                      ErrorCode::limit_exceeded);
    }
    if (gross > limits::kBasketGrossMax) {
      return fault_at({&path, "unit_price"},
                      "the basket must be worth at most " + std::to_string(limits::kBasketGrossMax),
                      ErrorCode::limit_exceeded);
    }
    duplicates.add(line.id);
  }
  if (const auto twice = duplicates.find()) {
    const FieldPath path{&basket, "lines", static_cast<Int>(*twice)};
    return fault_at({&path, "id"}, "must be unique");
  }
  return std::nullopt;
}

Fault check_budgets(const std::vector<BudgetLeft>& budgets, DuplicateFinder& duplicates) {
  if (budgets.empty()) return std::nullopt;
  if (auto fault = check_size({nullptr, "budgets"}, budgets.size(), limits::kBudgetsMax)) return fault;
  duplicates.clear();
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    const FieldPath path{nullptr, "budgets", static_cast<Int>(i)};
    if (auto fault = check_text({&path, "offer"}, budgets[i].offer)) return fault;
    if (auto fault = check_range({&path, "uses"}, budgets[i].uses, 0, limits::kCountMax)) return fault;
    const Int amount = budgets[i].amount.value();
    if (auto fault = check_range({&path, "amount"}, amount, 0, limits::kBasketGrossMax)) return fault;
    if (auto fault = check_range({&path, "points"}, budgets[i].points.value(), 0, limits::kPointsMax)) return fault;
    duplicates.add(budgets[i].offer);
  }
  if (const auto twice = duplicates.find()) {
    const FieldPath path{nullptr, "budgets", static_cast<Int>(*twice)};
    return fault_at({&path, "offer"}, "must be unique");
  }
  return std::nullopt;
}

}  // namespace

Fault check_sale(const Sale& sale, const Program& program, DuplicateFinder& duplicates) {
  if (sale.at.unix_ms < kEarliestMs || sale.at.unix_ms > kLatestMs) {
    return fault_at({nullptr, "at"}, "must be in the years 1 to 8999");
  }
  if (sale.member) {
    if (auto fault = check_member(*sale.member, program, duplicates)) return fault;
  }
  if (auto fault = check_budgets(sale.budgets, duplicates)) return fault;
  const FieldPath basket{nullptr, "basket"};
  if (auto fault = check_text({&basket, "company"}, sale.basket.company)) return fault;
  if (auto fault = check_text({&basket, "store"}, sale.basket.store)) return fault;
  if (auto fault = check_text({&basket, "tender"}, sale.basket.tender)) return fault;
  if (auto fault = check_lines(basket, sale.basket.lines, program, duplicates)) return fault;
  if (auto fault = check_size({&basket, "coupon_codes"}, sale.basket.coupon_codes.size(), limits::kListMax))
    return fault;
  for (std::size_t i = 0; i < sale.basket.coupon_codes.size(); ++i) {
    if (auto fault = check_text({&basket, "coupon_codes", static_cast<Int>(i)}, sale.basket.coupon_codes[i])) {
      return fault;
    }
  }
  return check_spend(basket, sale.basket, program);
}

}  // namespace pricing

Result<void> validate(const Sale& sale, const Program& program) {
  pricing::DuplicateFinder duplicates;
  if (auto fault = pricing::check_sale(sale, program, duplicates)) return *fault;
  return {};
}

Result<void> validate_shelf(std::span<const Line> shelf, const Program& program) {
  if (auto fault = pricing::check_size({nullptr, "shelf"}, shelf.size(), limits::kListMax)) return *fault;
  for (std::size_t i = 0; i < shelf.size(); ++i) {
    Line goods = shelf[i];
    goods.id = "1";
    goods.quantity = 1;
    goods.manual_discount = {};
    const pricing::FieldPath path{nullptr, "shelf", static_cast<std::int64_t>(i)};
    if (auto fault = pricing::check_line(path, goods, program)) return *fault;
  }
  return {};
}

}  // namespace kazasu
