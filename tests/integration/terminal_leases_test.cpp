// What may be redeemed with no network, and what only the ledger can allow: a real terminal, a real ledger.
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "enrolled_terminal.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using nlohmann::json;

namespace {

/// Cards need prove nothing, nothing is redeemed at the shop's risk, and 80 % are leased. Yuki has 80 points.
constexpr const char* kLeasing = R"({
  "redeem_policy": {"min_assurance": "CLAIMED", "per_checkout_points": 0, "catalog_age_hours": 72},
  "leases": {"share_basis_points": 8000, "hours": 24}})";

struct Leased {
  TemporaryFolder data;
  EnrolledTerminal terminal{write_beer_data(data, json::parse(kLeasing), json::object())};

  Leased() {
    Checkout first = terminal.beers_for_yuki("T1");
    CHECK(first.member()->safe_now == 0_pt);
    (void)paid(first);
    terminal.sync();
  }
};

}  // namespace

TEST_CASE_METHOD(Leased, "leases: what is leased is safe with no network; more needs the ledger, which is gone") {
  REQUIRE(terminal.ledger.end(SIGTERM) == 0);
  terminal.reopen();
  Checkout checkout = terminal.beers_for_yuki("T2");
  CHECK(checkout.member()->balance == 81_pt);
  CHECK(checkout.member()->safe_now == 64_pt);
  CHECK(checkout.member()->redeemable_offline == 64_pt);
  CHECK(redeem_text(*checkout.member(), Language::en) == "Safe now: 64 · needs the network: 17");
  CHECK(checkout.redeem_standing(64_pt) == RedeemStanding::safe_now);
  CHECK(checkout.redeem_standing(65_pt) == RedeemStanding::needs_network);
  CHECK(checkout.redeem(65_pt).error().code == ErrorCode::redeem_not_allowed);
  CHECK(checkout.authorize(65_pt).error().code == ErrorCode::network_unreachable);
  CHECK(checkout.quote().redeemed_points == 0_pt);
  REQUIRE(checkout.redeem(60_pt).ok());
  (void)paid(checkout);
  terminal.reopen();
  CHECK(terminal.beers_for_yuki("T3").member()->safe_now == 4_pt);
}

TEST_CASE_METHOD(Leased, "leases: the ledger holds what goes beyond the lease, and the commit uses it") {
  Checkout checkout = terminal.beers_for_yuki("T2");
  REQUIRE(checkout.authorize(75_pt).ok());
  CHECK(checkout.quote().redeemed_points == 75_pt);
  CHECK(checkout.redeem_standing(75_pt) == RedeemStanding::safe_now);
  Checkout other = terminal.beers_for_yuki("T3");
  CHECK(other.authorize(81_pt).error().code == ErrorCode::redeem_not_allowed);
  (void)paid(checkout);
  terminal.sync();
  const auto entries = json::parse(terminal.ledger.command("entries", {"--json"}).output);
  CHECK(entries.back()["decision"] == "ACCEPTED");
  CHECK(json::parse(terminal.ledger.command("verify", {"--json"}).output)["whole"] == true);
}
