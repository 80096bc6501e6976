#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

/// The example data with leases of members' points.
void load_leasing(TestLedger& ledger, int share_basis_points = 10'000) {
  const auto folder = ledger.database().parent_path() / "leasing";
  std::filesystem::copy(example_data(), folder, std::filesystem::copy_options::recursive);
  std::ifstream input{example_data() / "program.json"};
  std::ostringstream text;
  text << input.rdbuf();
  std::string program = text.str();
  const std::size_t example = program.find("\"leases\"");
  REQUIRE(example != std::string::npos);
  program.erase(example, program.find("\"redeem_policy\"") - example);
  if (share_basis_points > 0) {
    program.insert(
        example, "\"leases\": { \"share_basis_points\": " + std::to_string(share_basis_points) + ", \"hours\": 24 }, ");
  }
  std::ofstream{folder / "program.json"} << program;
  const auto loaded = ledger->load(folder);
  INFO((loaded ? std::string{} : describe(loaded.error())));
  REQUIRE(loaded);
}

std::int64_t lease_in(const v1::Catalog& catalog, const std::string& account) {
  for (const v1::PointsLease& lease : catalog.leases().points()) {
    if (lease.account_id() == account) return lease.points();
  }
  return 0;
}

/// m-taro has 1,200 points and shops at R1 and R2 of one store.
struct Leasing : TestLedger {
  TestTerminal r1{**this, "R1"};
  TestTerminal r2{**this, "R2"};

  Leasing() {
    load_leasing(*this);
    (void)r1.catalog(**this);
    (void)r2.catalog(**this);
    r1.sell({.account = "m-taro"});
    (void)r1.send(**this);
  }
};

TEST_CASE_METHOD(
    Leasing, "leases: a member who shops gets points leased where that is, and more is never leased than is there") {
  const v1::Catalog first = r1.catalog(**this);
  CHECK(first.leases().generation() == 1);
  CHECK(first.leases().epoch() == r1.enrollment().epoch());
  CHECK(lease_in(first, "m-taro") == 800);  // two visits' worth of three: R1's own and each lane's one
  CHECK(lease_in(first, "m-ken") == 0);
  r2.sell({.account = "m-taro"});
  (void)r2.send(**this);
  CHECK(lease_in(r2.catalog(**this), "m-taro") == 400);  // its share is 600, and no more is free
  require_whole();
}

TEST_CASE_METHOD(Leasing, "leases: a spend under a lease is covered though others spend beyond theirs meanwhile") {
  r2.sell({.account = "m-taro", .redeemed = 1'200});  // at the shop's risk: 400 are free
  (void)r2.send(**this);
  CHECK(account("m-taro").debt == 800);
  r1.sell({.account = "m-taro", .redeemed = 800, .leased = 800, .generation = 1});
  const auto answer = r1.send(**this);
  CHECK(answer.verdicts(answer.verdicts_size() - 1).decision() == v1::Verdict::ACCEPTED);
  CHECK(exception_reasons() == std::vector<std::string>{"overdraft"});
  require_whole();
}

TEST_CASE_METHOD(Leasing, "leases: what is said to be spent beyond a lease or under another generation is attributed") {
  r1.sell({.account = "m-taro", .redeemed = 801, .leased = 801, .generation = 1});
  r1.sell({.account = "m-taro", .redeemed = 1, .leased = 1, .generation = 2});
  (void)r1.send(**this);
  const auto reasons = exception_reasons();
  CHECK(std::count(reasons.begin(), reasons.end(), "lease_exceeded") == 2);
  require_whole();
}

TEST_CASE_METHOD(Leasing,
                 "leases: only their end, sent after all that was spent, gives them back; then they pay what is owed") {
  r2.sell({.account = "m-taro", .redeemed = 1'000});
  (void)r2.send(**this);
  CHECK(account("m-taro").debt == 600);
  r1.sell({.account = "m-taro", .redeemed = 100, .leased = 100, .generation = 1});
  r1.end_leases(1);
  (void)r1.send(**this);
  CHECK(account("m-taro").debt == 0);
  CHECK(account("m-taro").points == 100);
  require_whole();
  const v1::Catalog next = r1.catalog(**this);
  CHECK(next.leases().generation() == 2);
  CHECK(lease_in(next, "m-taro") > 0);
  CHECK(lease_in(next, "m-taro") <= 100);
  require_whole();
}

TEST_CASE_METHOD(Leasing, "leases: an end that comes again, or of an earlier generation, ends nothing") {
  r1.end_leases(1);
  (void)r1.send(**this);
  CHECK(r1.catalog(**this).leases().generation() == 2);
  (void)r1.send(**this);
  r1.end_leases(1);
  (void)r1.send(**this);
  CHECK(r1.catalog(**this).leases().generation() == 2);
  require_whole();
}

TEST_CASE_METHOD(Leasing,
                 "leases: a catalog that is asked for again brings the same leases; a delta only what has risen") {
  const v1::Catalog whole = r1.catalog(**this);
  CHECK(lease_in(r1.catalog(**this), "m-taro") == 800);
  r2.sell({.account = "m-ken"});
  (void)r2.send(**this);
  const v1::Catalog delta = r1.catalog(**this, whole.version());
  CHECK(delta.leases().generation() == 1);
  CHECK(delta.leases().points().empty());
  r1.sell({.account = "m-taro", .awarded = 90});
  (void)r1.send(**this);
  CHECK(lease_in(r1.catalog(**this, delta.version()), "m-taro") > 800);
  require_whole();
}

TEST_CASE_METHOD(Leasing, "leases: points taken back, expired or loaded anew come from what is not leased") {
  const auto sale = r2.sell({.account = "m-taro", .awarded = 500});
  (void)r2.send(**this);
  (void)r2.catalog(**this);
  r1.sell({.account = "m-taro"});
  (void)r1.send(**this);
  r2.give_back(sale, "m-taro", 500, 0);
  (void)r2.send(**this);
  require_whole();
}

v1::AuthorizeRequest asking(std::int64_t points, const std::string& transaction = "T2") {
  v1::AuthorizeRequest request;
  request.set_business_date("2026-11-25");
  request.set_transaction_id(transaction);
  request.set_account_id("m-taro");
  request.set_points(points);
  return request;
}

TEST_CASE_METHOD(Leasing, "authorize: points are held out of what is free, once, however often it is asked") {
  const auto held = (*this)->authorize(r2.client(), asking(400));  // 800 are leased to R1
  REQUIRE(held);
  CHECK(held->points() == 400);
  clock().pass_minutes(1);
  const auto again = (*this)->authorize(r2.client(), asking(400));
  REQUIRE(again);
  CHECK(again->ends_unix_ms() == held->ends_unix_ms());
  const auto other = (*this)->authorize(r2.client(), asking(1, "T3"));
  REQUIRE_FALSE(other);
  CHECK(other.error().code == ErrorCode::redeem_not_allowed);
  require_whole();
}

TEST_CASE_METHOD(Leasing, "authorize: a released hold is free again; more raises what is held") {
  REQUIRE((*this)->authorize(r2.client(), asking(300)));
  REQUIRE((*this)->authorize(r2.client(), asking(400)));
  CHECK_FALSE((*this)->authorize(r2.client(), asking(401)));
  CHECK_FALSE((*this)->authorize(r1.client(), asking(1, "T9")));  // the refused one released nothing
  REQUIRE((*this)->authorize(r2.client(), asking(0)));
  CHECK((*this)->authorize(r1.client(), asking(400, "T9")));
  require_whole();
}

TEST_CASE_METHOD(Leasing, "authorize: the commit uses the hold, and what is left of it is free again") {
  r2.sell();
  REQUIRE((*this)->authorize(r2.client(), asking(400)));
  r1.sell({.account = "m-taro", .redeemed = 300});  // at the shop's risk, and nothing is free
  (void)r1.send(**this);
  CHECK(account("m-taro").debt == 300);
  r2.sell({.account = "m-taro", .redeemed = 350, .held = 350});
  (void)r2.send(**this);
  CHECK(exception_reasons() == std::vector<std::string>{"overdraft"});
  CHECK(lease_in(r2.catalog(**this), "m-taro") == 50);
  require_whole();
}

TEST_CASE_METHOD(Leasing, "authorize: what a checkout held and did not use is leased once, and held no more") {
  r2.sell();
  REQUIRE((*this)->authorize(r2.client(), asking(400)));
  r2.sell({.account = "m-taro"});
  (void)r2.send(**this);
  CHECK(lease_in(r2.catalog(**this), "m-taro") == 400);
  require_whole();
}

TEST_CASE_METHOD(Leasing, "authorize: a hold ends by itself, and what comes after it is a spend like any other") {
  REQUIRE((*this)->authorize(r2.client(), asking(400, "T1")));
  clock().pass_minutes(61);
  CHECK((*this)->authorize(r1.client(), asking(400, "T9")));
  r2.sell({.account = "m-taro", .redeemed = 400, .held = 400});
  (void)r2.send(**this);
  CHECK(exception_reasons() == std::vector<std::string>{"hold_lapsed", "overdraft"});
  require_whole();
}

TEST_CASE_METHOD(Leasing, "authorize: what is no request, or of no member, is refused") {
  const auto code = [&](const v1::AuthorizeRequest& request) {
    const auto answer = (*this)->authorize(r1.client(), request);
    REQUIRE_FALSE(answer);
    return answer.error().code;
  };
  CHECK(code(asking(-1)) == ErrorCode::message_invalid);
  CHECK(code(asking(1, "")) == ErrorCode::message_invalid);
  v1::AuthorizeRequest request = asking(1);
  request.set_account_id("nobody");
  CHECK(code(request) == ErrorCode::redeem_not_allowed);
  request = asking(1);
  request.set_business_date("yesterday");
  CHECK(code(request) == ErrorCode::message_invalid);
}

TEST_CASE("leases: a program that leases nothing has none in its catalogs") {
  TestLedger ledger;
  TestTerminal r1{*ledger, "R1"};
  CHECK(r1.catalog(*ledger).has_leases());
  TestLedger without;
  load_leasing(without, 0);
  TestTerminal other{*without, "R1"};
  other.sell({.account = "m-taro"});
  (void)other.send(*without);
  CHECK_FALSE(other.catalog(*without).has_leases());
}

}  // namespace
}  // namespace kazasu::ledger
