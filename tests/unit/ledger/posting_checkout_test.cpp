#include <catch2/catch_test_macros.hpp>

#include "kazasu/ledger/posting.hpp"
#include "ledger/memory_history.hpp"

namespace kazasu::ledger {
namespace {

const PostedEntry kEntry{{"R1", 1, 7}, "2026-11-25"};
const IsCoupon kNoCoupons = [](std::string_view) { return false; };
const IsCoupon kAllCoupons = [](std::string_view) { return true; };

v1::CheckoutContent checkout_of(std::int64_t redeemed, const std::vector<v1::Award>& awards = {}) {
  v1::CheckoutContent content;
  content.mutable_quote()->set_redeemed_points(redeemed);
  for (const v1::Award& award : awards) {
    *content.mutable_quote()->add_awards() = award;
    content.mutable_quote()->set_awarded_points(content.quote().awarded_points() + award.points());
  }
  return content;
}

v1::Award award_of(std::int64_t points, const std::string& offer = {}) {
  v1::Award award;
  award.set_points(points);
  award.set_offer(offer);
  award.set_activates_on("2026-11-25");
  award.set_expires_on("2027-11-30");
  return award;
}

Account account_with(std::vector<Lot> lots) {
  Account account;
  account.id = "m";
  account.lots = std::move(lots);
  return account;
}

TEST_CASE("posting: an award makes a lot of its own, named by its posting and issued by the program") {
  Account account = account_with({});
  MemoryHistory history;
  const auto outcome =
      post_checkout(kEntry, checkout_of(0, {award_of(5), award_of(100, "bonus")}), account, kNoCoupons, history);
  REQUIRE(outcome.decision == v1::Verdict::ACCEPTED);
  REQUIRE(outcome.postings.size() == 2);
  CHECK(points_in(account, "R1-1-000007-1") == 5);
  CHECK(points_in(account, "R1-1-000007-2") == 100);
  CHECK(outcome.postings[1].offer == "bonus");
  CHECK(debited(outcome.postings, kIssued) == 105);
}

TEST_CASE("posting: points are spent first-expiring first, never-expiring last, ties by activation and then by id") {
  Account account = account_with({{"never", 10, "2026-01-01", ""},
                                  {"b", 10, "2026-02-01", "2026-12-31"},
                                  {"a-later", 10, "2026-03-01", "2026-12-31"},
                                  {"a", 10, "2026-02-01", "2026-12-31"},
                                  {"soon", 10, "2026-05-01", "2026-11-30"}});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(45), account, kNoCoupons, history);
  std::vector<std::string> order;
  for (const Posting& posting : outcome.postings) order.push_back(posting.debit);
  CHECK(order == std::vector<std::string>{"soon", "a", "b", "a-later", "never"});
  CHECK(points_in(account, "never") == 5);
  CHECK(debited(outcome.postings, kRedeemed) == -45);
}

TEST_CASE("posting: lots that are expired or not active yet on the business date are not spent") {
  Account account = account_with({{"gone", 100, "2026-01-01", "2026-11-24"}, {"pending", 100, "2026-11-26", ""}});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(30), account, kNoCoupons, history);
  CHECK(points_in(account, "gone") == 100);
  CHECK(points_in(account, "pending") == 100);
  CHECK(points_in(account, kDebt) == -30);
}

TEST_CASE("posting: an overdraft is booked as a debt, adjusted and recorded") {
  Account account = account_with({{"only", 20, "2026-01-01", ""}});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(50), account, kNoCoupons, history);
  CHECK(outcome.decision == v1::Verdict::ADJUSTED);
  CHECK(outcome.points_difference == -30);
  CHECK(outcome.exceptions == std::vector<std::string>{"overdraft"});
  CHECK(points_of(account) == -30);
  CHECK(debited(outcome.postings, kRedeemed) == -50);
}

TEST_CASE("posting: a provisional member that redeems is a member_unknown") {
  Account account = account_with({});
  account.provisional = true;
  MemoryHistory history;
  CHECK(post_checkout(kEntry, checkout_of(1), account, kNoCoupons, history).reason == "member_unknown");
}

TEST_CASE("posting: the next award repays a debt first") {
  Account account = account_with({{std::string{kDebt}, -30, "", ""}});
  MemoryHistory history;
  const auto outcome = post_checkout(kEntry, checkout_of(0, {award_of(50)}), account, kNoCoupons, history);
  CHECK(points_in(account, kDebt) == 0);
  CHECK(points_in(account, "R1-1-000007-1") == 20);
  CHECK(points_of(account) == 20);
  CHECK(debited(outcome.postings, kIssued) == 50);
}

TEST_CASE("posting: a lot that expired before its late redemption arrived is redeemed, not overdrawn") {
  Account account = account_with({{"old", 40, "2026-01-01", "2026-11-25"}});
  MemoryHistory history;
  history.add("m", {std::string{kLedgerItself}, 0, 1}, expire_lots("2026-11-26", account));
  REQUIRE(points_of(account) == 0);
  const auto outcome = post_checkout(kEntry, checkout_of(25), account, kNoCoupons, history);
  CHECK(outcome.decision == v1::Verdict::ACCEPTED);
  CHECK(points_of(account) == 0);
  CHECK(debited(outcome.postings, kExpired) == 25);
  CHECK(debited(outcome.postings, kRedeemed) == -25);

  SECTION("and only once") {
    history.add("m", kEntry.id, outcome.postings);
    const auto second = post_checkout({{"R1", 1, 8}, "2026-11-25"}, checkout_of(25), account, kNoCoupons, history);
    CHECK(second.points_difference == -10);
  }
}

TEST_CASE("posting: an expired lot that was not active yet on the entry's date is not redeemed") {
  Account account = account_with({{"old", 40, "2026-11-26", "2026-11-26"}});
  MemoryHistory history;
  history.add("m", {std::string{kLedgerItself}, 0, 1}, expire_lots("2026-11-27", account));
  CHECK(post_checkout(kEntry, checkout_of(25), account, kNoCoupons, history).reason == "overdraft");
}

TEST_CASE("posting: a lot expires the day after its last day, as a whole") {
  Account account = account_with({{"last-day", 7, "2026-01-01", "2026-11-25"}, {"never", 5, "2026-01-01", ""}});
  CHECK(expire_lots("2026-11-25", account).empty());
  const auto postings = expire_lots("2026-11-26", account);
  REQUIRE(postings.size() == 1);
  CHECK(debited(postings, kExpired) == -7);
  CHECK(points_of(account) == 5);
}

TEST_CASE("posting: a coupon is used up once; the second use is adjusted and recorded, never dropped") {
  Account account = account_with({});
  account.coupons.push_back({.coupon = "c", .instance = "loaded", .available_on = {}, .used_by = {}});
  MemoryHistory history;
  v1::CheckoutContent content = checkout_of(0, {award_of(3)});
  content.mutable_quote()->add_applied()->set_offer("c");
  const auto first = post_checkout(kEntry, content, account, kAllCoupons, history);
  CHECK(first.decision == v1::Verdict::ACCEPTED);
  CHECK(account.coupons[0].used_by == "R1-1-000007");

  const auto second = post_checkout({{"R2", 1, 1}, "2026-11-25"}, content, account, kAllCoupons, history);
  CHECK(second.decision == v1::Verdict::ADJUSTED);
  CHECK(second.reason == "coupon_used_twice");
  CHECK(second.postings.size() == 1);
  CHECK(account.coupons[0].used_by == "R1-1-000007");
}

TEST_CASE("posting: a coupon given as a code needs nobody to hold it, but uses up a held one") {
  Account account = account_with({});
  MemoryHistory history;
  v1::CheckoutContent content = checkout_of(0);
  content.mutable_quote()->add_applied()->set_offer("c");
  content.mutable_basket()->add_coupon_codes("c");
  CHECK(post_checkout(kEntry, content, account, kAllCoupons, history).decision == v1::Verdict::ACCEPTED);
  account.coupons.push_back({.coupon = "c", .instance = "loaded", .available_on = {}, .used_by = {}});
  CHECK(post_checkout(kEntry, content, account, kAllCoupons, history).decision == v1::Verdict::ACCEPTED);
  CHECK_FALSE(account.coupons[0].used_by.empty());
}

TEST_CASE("posting: a coupon that the member never held is recorded as not held") {
  Account account = account_with({});
  MemoryHistory history;
  v1::CheckoutContent content = checkout_of(0);
  content.mutable_quote()->add_applied()->set_offer("c");
  CHECK(post_checkout(kEntry, content, account, kAllCoupons, history).reason == "coupon_not_held");
}

TEST_CASE("posting: an issued coupon is held, each of several as a right of its own") {
  Account account = account_with({});
  MemoryHistory history;
  v1::CheckoutContent content = checkout_of(0);
  auto& issued = *content.mutable_quote()->add_issued_coupons();
  issued.set_coupon("c");
  issued.set_count(2);
  issued.set_available_on("2026-11-26");
  (void)post_checkout(kEntry, content, account, kNoCoupons, history);
  REQUIRE(account.coupons.size() == 2);
  CHECK(account.coupons[0].instance != account.coupons[1].instance);
  CHECK(account.coupons[0].available_on == "2026-11-26");
}

TEST_CASE("posting: every applied offer counts as one use on the business date") {
  Account account = account_with({});
  account.first_visit = true;
  MemoryHistory history;
  v1::CheckoutContent content = checkout_of(0);
  content.mutable_quote()->add_applied()->set_offer("a");
  content.mutable_quote()->add_applied()->set_offer("b");
  const auto outcome = post_checkout(kEntry, content, account, kNoCoupons, history);
  REQUIRE(outcome.usage.size() == 2);
  CHECK(outcome.usage[1].offer == "b");
  CHECK(outcome.usage[1].business_date == "2026-11-25");
  CHECK(outcome.usage[1].count == 1);
  CHECK_FALSE(account.first_visit);
}

TEST_CASE("posting: what a provisional account holds moves to the member, debts too, and both sides balance") {
  Account provisional = account_with({{"lot", 12, "2026-11-01", "2027-11-30"}, {std::string{kDebt}, -5, "", ""}});
  Account account = account_with({});
  const JoinPostings joined = join_accounts("2026-11-25", provisional, account);
  CHECK(points_of(provisional) == 0);
  CHECK(points_of(account) == 7);
  CHECK(debited(joined.of_provisional, kJoined) == -7);
  CHECK(debited(joined.of_account, kJoined) == 7);
}

}  // namespace
}  // namespace kazasu::ledger
