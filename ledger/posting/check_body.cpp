#include <map>
#include <set>
#include <string>

#include "kazasu/ledger/posting.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kIssuedCouponsMax = 1'000;  // of one checkout

Error wrong(std::string_view field, std::string_view wanted) {
  return {ErrorCode::message_invalid, std::string{field} + ": not " + std::string{wanted}};
}

bool in_range(std::int64_t value, std::int64_t low, std::int64_t high) {
  return low <= value && value <= high;
}
bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= static_cast<std::size_t>(limits::kTextBytesMax);
}

Result<void> check_awards(const v1::Quote& quote) {
  std::int64_t sum = 0;
  std::map<std::string, std::int64_t> by_wallet;
  if (quote.awards_size() > limits::kOffersMax) return wrong("quote.awards", "that many");
  for (const v1::Award& award : quote.awards()) {
    if (!in_range(award.points(), 0, limits::kPointsMax)) return wrong("quote.awards.points", "within the limits");
    const bool never = award.expires_on().empty();
    if (!parse_date(award.activates_on()) || (!never && !parse_date(award.expires_on()))) {
      return wrong("quote.awards", "dated YYYY-MM-DD");
    }
    if (!never && award.expires_on() < award.activates_on())
      return wrong("quote.awards.expires_on", "on or after activates_on");
    sum += award.points();
    by_wallet[award.wallet()] += award.points();
    if (sum > limits::kPointsMax) return wrong("quote.awarded_points", "within the limits");
  }
  if (by_wallet[std::string{}] != quote.awarded_points()) return wrong("quote.awarded_points", "the sum of the awards");
  by_wallet.erase(std::string{});
  for (const v1::QuotedWallet& wallet : quote.wallets()) {
    if (wallet.wallet().empty()) continue;
    const auto found = by_wallet.find(wallet.wallet());
    if (wallet.awarded_points() != (found == by_wallet.end() ? 0 : found->second))
      return wrong("quote.wallets.awarded_points", "the sum of the awards");
    if (found != by_wallet.end()) by_wallet.erase(found);
  }
  if (!by_wallet.empty()) return wrong("quote.awards.wallet", "one of quote.wallets");
  return {};
}

Result<void> check_wallets(const v1::Quote& quote) {
  std::set<std::string> seen;
  if (quote.wallets_size() > limits::kWalletsMax + 1) return wrong("quote.wallets", "that many");
  for (const v1::QuotedWallet& wallet : quote.wallets()) {
    if (!seen.insert(wallet.wallet()).second) return wrong("quote.wallets.wallet", "there twice");
    if (!wallet.wallet().empty() && !is_id(wallet.wallet())) return wrong("quote.wallets.wallet", "a name");
    if (!in_range(wallet.redeemed_points(), 0, limits::kPointsMax))
      return wrong("quote.wallets.redeemed_points", "within the limits");
  }
  return {};
}

/// What is said to be within shares has applied, once.
Result<void> check_budgets(const v1::CheckoutContent& content) {
  std::map<std::string, int> applied;
  for (const v1::AppliedOffer& one : content.quote().applied()) {
    if (!in_range(one.discount(), 0, limits::kBasketGrossMax) || !in_range(one.points(), 0, limits::kPointsMax))
      return wrong("quote.applied", "within the limits");
    ++applied[one.offer()];
  }
  for (const std::string& offer : content.funding().budgets()) {
    if (--applied[offer] != 0) return wrong("funding.budgets", "offers that applied, each once");
  }
  return {};
}

/// What is leased or held is part of what the wallet redeems.
Result<void> check_funding(const v1::CheckoutContent& content) {
  std::map<std::string, std::int64_t> redeemed;
  redeemed[{}] = content.quote().redeemed_points();
  for (const v1::QuotedWallet& wallet : content.quote().wallets()) {
    if (!wallet.wallet().empty()) redeemed[wallet.wallet()] = wallet.redeemed_points();
  }
  std::set<std::string> seen;
  for (const v1::WalletFunding& funding : content.funding().wallets()) {
    if (!seen.insert(funding.wallet()).second) return wrong("funding.wallets.wallet", "there twice");
    const auto found = redeemed.find(funding.wallet());
    const std::int64_t points = found == redeemed.end() ? 0 : found->second;
    if (!in_range(funding.leased_points(), 0, points) ||
        !in_range(funding.held_points(), 0, points - funding.leased_points()))
      return wrong("funding.wallets", "part of what the wallet redeems");
  }
  return check_budgets(content);
}

Result<void> check_checkout(const v1::EntryBody& body) {
  const v1::Quote& quote = body.checkout().quote();
  if (!in_range(quote.redeemed_points(), 0, limits::kPointsMax))
    return wrong("quote.redeemed_points", "within the limits");
  if (auto wallets = check_wallets(quote); !wallets) return wallets;
  if (auto awards = check_awards(quote); !awards) return awards;
  if (auto funding = check_funding(body.checkout()); !funding) return funding;
  std::int64_t coupons = 0;
  std::int64_t stamps = 0;
  for (const v1::IssuedCoupon& issued : quote.issued_coupons()) {
    if (!in_range(issued.count(), 0, kIssuedCouponsMax))
      return wrong("quote.issued_coupons.count", "within the limits");
    coupons += issued.count();
    const bool counts = in_range(issued.stamps(), 0, limits::kCountMax) &&
                        in_range(issued.stamps_used(), 0, limits::kCountMax) && is_id(issued.offer());
    if (!counts) return wrong("quote.issued_coupons", "a stamp card's");
    stamps += issued.stamps();
    if (coupons > kIssuedCouponsMax) return wrong("quote.issued_coupons", "that many");
    if (issued.count() > 0 && !is_id(issued.coupon())) return wrong("quote.issued_coupons.coupon", "an offer id");
    if (!issued.available_on().empty() && !parse_date(issued.available_on())) {
      return wrong("quote.issued_coupons.available_on", "a date");
    }
  }
  for (const v1::AppliedOffer& applied : quote.applied()) {
    if (!is_id(applied.offer())) return wrong("quote.applied.offer", "an offer id");
  }
  bool moves_points = quote.redeemed_points() != 0 || quote.awards_size() != 0 || coupons != 0 || stamps != 0;
  for (const v1::QuotedWallet& wallet : quote.wallets()) {
    moves_points = moves_points || wallet.redeemed_points() != 0;
  }
  if (moves_points && body.sealed_member().empty())
    return wrong("sealed_member", "there, although points or coupons move");
  return {};
}

Result<void> check_return(const v1::EntryBody& body) {
  const v1::ReturnContent& content = body.return_();
  if (!proto::parse_receipt_number(content.sale_receipt_number()))
    return wrong("sale_receipt_number", "a receipt number");
  const v1::ReturnAmounts& booked = content.booked();
  if (!in_range(booked.points_restored(), -limits::kPointsMax, limits::kPointsMax) ||
      !in_range(booked.points_taken_back(), -limits::kPointsMax, limits::kPointsMax)) {
    return wrong("booked", "within the limits");
  }
  for (const std::string& coupon : content.released_coupons()) {
    if (!is_id(coupon)) return wrong("released_coupons", "an offer id");
  }
  bool moves = booked.points_restored() != 0 || booked.points_taken_back() != 0;
  std::set<std::string> seen;
  for (const v1::ReturnedWallet& wallet : booked.wallets()) {
    if (!is_id(wallet.wallet()) || !seen.insert(wallet.wallet()).second)
      return wrong("booked.wallets.wallet", "a name that is there once");
    if (!in_range(wallet.points_restored(), -limits::kPointsMax, limits::kPointsMax) ||
        !in_range(wallet.points_taken_back(), -limits::kPointsMax, limits::kPointsMax)) {
      return wrong("booked.wallets", "within the limits");
    }
    moves = moves || wallet.points_restored() != 0 || wallet.points_taken_back() != 0;
  }
  if (moves && body.sealed_member().empty()) return wrong("sealed_member", "there, although points move");
  return {};
}

}  // namespace

Result<void> check_body(v1::EntryKind kind, const v1::EntryBody& body) {
  if (!parse_date(body.business_date())) return wrong("business_date", "a date YYYY-MM-DD");
  if (!is_id(body.transaction_id())) return wrong("transaction_id", "an id");
  if (kind == v1::CHECKOUT && body.has_checkout()) return check_checkout(body);
  if ((kind == v1::RETURN || kind == v1::VOID) && body.has_return_()) return check_return(body);
  if (kind == v1::LEASES_ENDED && body.has_leases_ended()) {
    if (body.leases_ended().generation() == 0) return wrong("leases_ended.generation", "a generation");
    if (!body.sealed_member().empty()) return wrong("sealed_member", "empty, where leases are ended");
    return {};
  }
  return wrong("kind", "that of the content");
}

}  // namespace kazasu::ledger
