// Wallets and stamp cards in the books.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/ledger/posting.hpp"
#include "ledger/memory_history.hpp"

namespace kazasu::ledger {
namespace {

const PostedEntry kEntry{{"R1", 1, 7}, "2026-11-25"};
const IsCoupon kNoCoupons = [](std::string_view) { return false; };
constexpr const char* kAllianceDebt = "debt:alliance";

Lot lot_of(const std::string& id, std::int64_t points, const std::string& wallet) {
  return {.id = id, .points = points, .activates_on = "2026-01-01", .expires_on = "2026-12-31", .wallet = wallet};
}

Account account_with(std::vector<Lot> lots) {
  Account account;
  account.id = "m";
  account.lots = std::move(lots);
  return account;
}

/// Redeems of both wallets; awards the alliance's.
v1::CheckoutContent checkout_of(std::int64_t house, std::int64_t alliance, std::int64_t awarded = 0) {
  v1::CheckoutContent content;
  v1::Quote& quote = *content.mutable_quote();
  quote.set_redeemed_points(house);
  quote.add_wallets()->set_redeemed_points(house);
  v1::QuotedWallet& wallet = *quote.add_wallets();
  wallet.set_wallet("alliance");
  wallet.set_redeemed_points(alliance);
  wallet.set_awarded_points(awarded);
  if (awarded == 0) return content;
  v1::Award& award = *quote.add_awards();
  award.set_points(awarded);
  award.set_activates_on("2026-11-25");
  award.set_wallet("alliance");
  return content;
}

v1::CheckoutContent stamped(std::int64_t stamps, std::int64_t used, std::int64_t count) {
  v1::CheckoutContent content;
  v1::IssuedCoupon& issued = *content.mutable_quote()->add_issued_coupons();
  issued.set_offer("card");
  issued.set_coupon("free");
  issued.set_stamps(stamps);
  issued.set_stamps_used(used);
  issued.set_count(count);
  return content;
}

std::int64_t on_card(const Account& account) {
  for (const StampCard& card : account.cards) {
    if (card.offer == "card") return card.stamps;
  }
  return 0;
}

TEST_CASE("wallets: each is spent from its own lots, and owes by itself") {
  Account account = account_with({lot_of("house", 100, ""), lot_of("alliance", 30, "alliance")});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(20, 50), account, kNoCoupons, history);
  CHECK(points_in(account, "house") == 80);
  CHECK(points_in(account, "alliance") == 0);
  CHECK(points_in(account, kAllianceDebt) == -20);
  CHECK(points_in(account, kDebt) == 0);
  CHECK(outcome.exceptions == std::vector<std::string>{"overdraft"});
  for (const Posting& posting : outcome.postings) CHECK(posting.wallet == (posting.debit == "house" ? "" : "alliance"));
}

TEST_CASE("wallets: an award repays the debt of its own wallet only") {
  Account account = account_with({{std::string{kDebt}, -30, "", ""}, {kAllianceDebt, -5, "", "", "alliance"}});
  MemoryHistory history;
  (void)post_checkout(kEntry, checkout_of(0, 0, 12), account, kNoCoupons, history);
  CHECK(points_in(account, kDebt) == -30);
  CHECK(points_in(account, kAllianceDebt) == 0);
  CHECK(points_in(account, "R1-1-000007-1") == 7);
}

TEST_CASE("wallets: a late redemption finds what has expired in its own wallet") {
  Account account = account_with(
      {{"house", 40, "2026-01-01", "2026-11-25", ""}, {"alliance", 40, "2026-01-01", "2026-11-25", "alliance"}});
  MemoryHistory history;
  history.add("m", {std::string{kLedgerItself}, 0, 1}, expire_lots("2026-11-26", account));
  const auto outcome = post_checkout(kEntry, checkout_of(0, 50), account, kNoCoupons, history);
  CHECK(outcome.points_difference == -10);
  CHECK(points_in(account, kAllianceDebt) == -10);
}

TEST_CASE("wallets: a return books each by itself, and what is booked beyond the sale is an exception") {
  Account account = account_with({lot_of("house", 100, ""), lot_of("alliance", 60, "alliance")});
  MemoryHistory history;
  const auto sold = post_checkout(kEntry, checkout_of(20, 50, 9), account, kNoCoupons, history);
  history.add("m", kEntry.id, sold.postings);
  v1::ReturnContent content;
  content.mutable_booked()->set_points_restored(5);
  v1::ReturnedWallet& wallet = *content.mutable_booked()->add_wallets();
  wallet.set_wallet("alliance");
  wallet.set_points_restored(30);
  wallet.set_points_taken_back(4);
  const Sale sale{kEntry.id, "2026-11-25", "m"};
  const auto outcome = post_return({{"R1", 1, 8}, "2026-11-26"}, content, sale, account, history);
  CHECK(outcome.decision == v1::Verdict::ACCEPTED);
  CHECK(points_in(account, "house") == 85);
  CHECK(points_in(account, "alliance") == 40);
  CHECK(points_in(account, "R1-1-000007-3") == 5);
  history.add("m", {"R1", 1, 8}, outcome.postings);
  const auto again = post_return({{"R1", 1, 9}, "2026-11-26"}, content, sale, account, history);
  CHECK(again.reason == "return_exceeds_sale");
  CHECK(points_in(account, "alliance") == 60);
  CHECK(points_in(account, "house") == 90);
}

TEST_CASE("wallets: a provisional account's points stay in their wallet, and its stamps come along") {
  Account provisional = account_with({lot_of("a", 12, "alliance"), lot_of("h", 3, "")});
  provisional.cards = {{"card", 4}, {"other", 1}};
  Account account = account_with({});
  account.cards = {{"card", 2}};
  (void)join_accounts("2026-11-25", provisional, account);
  for (const Lot& lot : account.lots) CHECK(lot.wallet == (lot.id == "a" ? "alliance" : ""));
  CHECK(on_card(account) == 6);
  CHECK(account.cards.size() == 2);
  CHECK(on_card(provisional) == 0);
}

TEST_CASE("stamps: they add up across sales, and what two terminals have both used is an exception") {
  Account account = account_with({});
  MemoryHistory history;
  CHECK(post_checkout(kEntry, stamped(3, 0, 0), account, kNoCoupons, history).decision == v1::Verdict::ACCEPTED);
  CHECK(on_card(account) == 3);
  CHECK(post_checkout({{"R1", 1, 8}, "2026-11-25"}, stamped(2, 5, 1), account, kNoCoupons, history).exceptions.empty());
  CHECK(on_card(account) == 0);
  CHECK(account.coupons.size() == 1);
  const auto twice = post_checkout({{"R2", 1, 1}, "2026-11-25"}, stamped(2, 5, 1), account, kNoCoupons, history);
  CHECK(twice.exceptions == std::vector<std::string>{"stamps_used_twice"});
  CHECK(on_card(account) == -3);
}

TEST_CASE("stamps: withdrawn with their sale; of its coupons the used one stays used") {
  Account account = account_with({});
  MemoryHistory history;
  const v1::CheckoutContent content = stamped(11, 10, 2);
  (void)post_checkout(kEntry, content, account, kNoCoupons, history);
  REQUIRE(account.coupons.size() == 2);
  account.coupons[0].used_by = "R1-1-000008";
  v1::ReturnContent returned;
  *returned.add_withdrawn_stamps() = content.quote().issued_coupons(0);
  Sale sale{kEntry.id, "2026-11-25", "m"};
  sale.issued = {content.quote().issued_coupons(0)};
  const auto outcome = post_return({{"R1", 1, 9}, "2026-11-26"}, returned, sale, account, history);
  CHECK(outcome.exceptions == std::vector<std::string>{"withdrawn_coupon_used"});
  CHECK(account.coupons[0].used_by == "R1-1-000008");
  CHECK(account.coupons[1].used_by == "R1-1-000009");
  CHECK(on_card(account) == 0);
  REQUIRE(outcome.usage.size() == 1);
  CHECK(outcome.usage[0].count == -1);
}

TEST_CASE("caps: a checkout counts for the day, and each wallet's points") {
  Account account = account_with({});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(0, 0, 9), account, kNoCoupons, history);
  REQUIRE(outcome.activity.size() == 2);
  CHECK(outcome.activity[0].checkouts == 1);
  CHECK(outcome.activity[1].wallet == "alliance");
  CHECK(outcome.activity[1].checkouts == 0);
  CHECK(outcome.activity[1].points == 9);
}

TEST_CASE("wallets: an entry whose sums do not agree is not posted") {
  v1::EntryBody body;
  body.set_business_date("2026-11-25");
  body.set_transaction_id("T");
  body.set_sealed_member("m");
  *body.mutable_checkout() = checkout_of(0, 0, 9);
  REQUIRE(check_body(v1::CHECKOUT, body));
  v1::EntryBody wrong = body;
  wrong.mutable_checkout()->mutable_quote()->mutable_wallets(1)->set_awarded_points(8);
  CHECK_FALSE(check_body(v1::CHECKOUT, wrong));
  wrong = body;
  wrong.mutable_checkout()->mutable_quote()->mutable_awards(0)->set_wallet("other");
  CHECK_FALSE(check_body(v1::CHECKOUT, wrong));
  wrong = body;
  wrong.mutable_checkout()->mutable_quote()->mutable_wallets(1)->set_redeemed_points(-1);
  CHECK_FALSE(check_body(v1::CHECKOUT, wrong));
  wrong = body;
  *wrong.mutable_checkout()->mutable_quote()->add_wallets() = body.checkout().quote().wallets(1);
  CHECK_FALSE(check_body(v1::CHECKOUT, wrong));
  wrong = body;
  wrong.clear_sealed_member();
  CHECK_FALSE(check_body(v1::CHECKOUT, wrong));
}

}  // namespace
}  // namespace kazasu::ledger
