#include <catch2/catch_test_macros.hpp>

#include "kazasu/ledger/posting.hpp"
#include "ledger/memory_history.hpp"

namespace kazasu::ledger {
namespace {

/// A member with two lots who redeemed 50 of them in a sale that awarded 6 and 100 points.
struct SoldOnce {
  Account account;
  MemoryHistory history;
  Sale sale{{"R1", 1, 3}, "2026-11-25", "m"};
  std::uint64_t next_seq = 4;

  SoldOnce() {
    account.id = "m";
    account.lots = {{"first", 30, "2026-01-01", "2026-12-31"}, {"second", 40, "2026-01-01", "2027-12-31"}};
    account.coupons.push_back({.coupon = "c", .instance = "loaded", .available_on = {}, .used_by = {}});
    v1::CheckoutContent content;
    v1::Quote& quote = *content.mutable_quote();
    quote.set_redeemed_points(50);
    for (const std::int64_t points : {6, 100}) {
      v1::Award& award = *quote.add_awards();
      award.set_points(points);
      award.set_activates_on("2026-11-25");
      award.set_expires_on("2027-11-30");
    }
    quote.add_applied()->set_offer("c");
    const auto outcome = post_checkout(
        {sale.id, sale.business_date}, content, account, [](std::string_view) { return true; }, history);
    history.add("m", sale.id, outcome.postings);
    REQUIRE(points_of(account) == 126);
  }

  PostingOutcome give_back(std::int64_t taken_back, std::int64_t restored, const std::vector<std::int64_t>& kept = {},
                           const std::vector<std::string>& released = {}) {
    v1::ReturnContent content;
    content.set_sale_receipt_number("R1-1-000003");
    content.mutable_booked()->set_points_taken_back(taken_back);
    content.mutable_booked()->set_points_restored(restored);
    for (const std::int64_t points : kept) content.add_kept_awards()->set_points(points);
    for (const std::string& coupon : released) content.add_released_coupons(coupon);
    const PostedEntry entry{{"R1", 1, next_seq++}, "2026-11-26"};
    auto outcome = post_return(entry, content, sale, account, history);
    history.add("m", entry.id, outcome.postings);
    return outcome;
  }
};

TEST_CASE_METHOD(SoldOnce, "return: points are taken back from the award that they were of") {
  const auto outcome = give_back(41, 0, {5, 60});
  CHECK(outcome.decision == v1::Verdict::ACCEPTED);
  CHECK(points_in(account, "R1-1-000003-3") == 5);
  CHECK(points_in(account, "R1-1-000003-4") == 60);
  CHECK(debited(outcome.postings, kIssued) == -41);
}

TEST_CASE_METHOD(SoldOnce, "return: without the reckoning of each award, the sale's awards are taken in their order") {
  (void)give_back(10, 0);
  CHECK(points_in(account, "R1-1-000003-3") == 0);
  CHECK(points_in(account, "R1-1-000003-4") == 96);
}

TEST_CASE_METHOD(SoldOnce, "return: restored points go to the lots that they came from, the last spent first") {
  const auto outcome = give_back(0, 35);
  CHECK(points_in(account, "second") == 40);
  CHECK(points_in(account, "first") == 15);
  CHECK(debited(outcome.postings, kRedeemed) == 35);
}

TEST_CASE_METHOD(SoldOnce, "return: returning everything in any split ends where the sale began") {
  (void)give_back(50, 20);
  (void)give_back(30, 5);
  (void)give_back(26, 25);
  CHECK(points_of(account) == 70);
  CHECK(points_in(account, "first") == 30);
  CHECK(points_in(account, "second") == 40);
}

TEST_CASE_METHOD(SoldOnce, "return: a negative booking gives back to the lot that was taken from, and collects again") {
  (void)give_back(106, 50);
  const auto outcome = give_back(-40, -10);
  CHECK(outcome.decision == v1::Verdict::ACCEPTED);
  CHECK(points_of(account) == 100);
}

TEST_CASE_METHOD(SoldOnce,
                 "return: what the member no longer has is taken from the lot that expires first, then owed") {
  for (Lot& lot : account.lots) {
    if (lot.id.starts_with("R1")) lot.points = 0;
  }
  (void)give_back(100, 0);
  CHECK(points_in(account, "second") == 0);
  CHECK(points_in(account, kDebt) == -80);
}

TEST_CASE_METHOD(SoldOnce, "return: never more is reversed than the sale gave; the rest is adjusted and recorded") {
  const auto outcome = give_back(120, 60);
  CHECK(outcome.decision == v1::Verdict::ADJUSTED);
  CHECK(outcome.reason == "return_exceeds_sale");
  CHECK(outcome.points_difference == 14 - 10);
  CHECK(points_of(account) == 70);
}

TEST_CASE_METHOD(SoldOnce, "return: a released coupon is held again and its use counted back on the day of the sale") {
  const auto outcome = give_back(0, 0, {}, {"c"});
  CHECK(account.coupons[0].used_by.empty());
  REQUIRE(outcome.usage.size() == 1);
  CHECK(outcome.usage[0].business_date == "2026-11-25");
  CHECK(outcome.usage[0].count == -1);
}

TEST_CASE_METHOD(SoldOnce, "return: a coupon that another sale used is not released") {
  account.coupons[0].used_by = "R9-1-000001";
  (void)give_back(0, 0, {}, {"c"});
  CHECK(account.coupons[0].used_by == "R9-1-000001");
}

TEST_CASE("check_body: sums, ranges and dates that cannot be are named") {
  v1::EntryBody body;
  body.set_transaction_id("t");
  body.set_business_date("2026-11-25");
  body.set_sealed_member("sealed");
  v1::Quote& quote = *body.mutable_checkout()->mutable_quote();
  REQUIRE(check_body(v1::CHECKOUT, body));

  SECTION("another kind than the content") {
    CHECK_FALSE(check_body(v1::RETURN, body));
  }
  SECTION("negative redemption") {
    quote.set_redeemed_points(-1);
    CHECK(check_body(v1::CHECKOUT, body).error().detail.starts_with("quote.redeemed_points"));
  }
  SECTION("a sum of awards that is not theirs") {
    quote.set_awarded_points(5);
    CHECK(check_body(v1::CHECKOUT, body).error().detail.starts_with("quote.awarded_points"));
  }
  SECTION("an award that expires before it activates") {
    v1::Award& award = *quote.add_awards();
    award.set_activates_on("2026-11-25");
    award.set_expires_on("2026-11-24");
    CHECK(check_body(v1::CHECKOUT, body).error().detail.starts_with("quote.awards.expires_on"));
  }
  SECTION("a date that does not exist") {
    body.set_business_date("2026-02-30");
    CHECK(check_body(v1::CHECKOUT, body).error().detail.starts_with("business_date"));
  }
  SECTION("points for a guest") {
    body.clear_sealed_member();
    quote.set_redeemed_points(1);
    CHECK(check_body(v1::CHECKOUT, body).error().detail.starts_with("sealed_member"));
  }
}

}  // namespace
}  // namespace kazasu::ledger
