// Offers with a budget over all stores, used by a terminal with no network: a real terminal, a real ledger.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "enrolled_terminal.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using nlohmann::json;

namespace {

struct Budgeted {
  TemporaryFolder data;
  /// For the first six checkouts at all stores.
  EnrolledTerminal terminal{
      write_beer_data(data, json::parse(R"({"leases": {"hours": 24}})"), json::parse(R"({"budget": {"uses": 6}})"))};
  int sales = 0;

  Budgeted() {
    Checkout first = beer();
    (void)paid(first);
    terminal.sync();
  }

  Checkout beer() { return terminal.beers_for_yuki("T" + std::to_string(++sales)); }
  /// Sells beers until the offer does not apply; how often it did.
  std::int64_t use_up() {
    for (std::int64_t uses = 0;; ++uses) {
      Checkout checkout = beer();
      const bool applies = checkout.quote().discount == 30_jpy;
      (void)paid(checkout);
      if (!applies) return uses;
    }
  }
  json of_ledger(const std::string& command) {
    return json::parse(terminal.ledger.command(command, {"--json"}).output);
  }
};

}  // namespace

TEST_CASE_METHOD(Budgeted,
                 "budgets: with no network a terminal uses its share and not one more, also after a restart") {
  const std::int64_t share = of_ledger("budgets")[0]["leased"];
  REQUIRE(share >= 2);
  REQUIRE(terminal.ledger.end(SIGTERM) == 0);
  terminal.reopen();
  {
    Checkout first = beer();
    CHECK(first.quote().discount == 30_jpy);
    (void)paid(first);
  }
  terminal.reopen();
  CHECK(use_up() == share - 1);
  terminal.reopen();
  Checkout over = beer();
  const auto& not_applied = over.quote().not_applied;
  const auto why = std::find_if(not_applied.begin(), not_applied.end(),
                                [](const NotAppliedOffer& one) { return one.reason == NotAppliedReason::limit; });
  REQUIRE(why != not_applied.end());
  CHECK(why->condition == "budget.uses");
  CHECK(why->found == "0");
  terminal.serve_again();
  terminal.sync();
  (void)use_up();
  terminal.sync();
  const json budget = of_ledger("budgets")[0];
  CHECK(budget["used"].get<int>() + budget["leased"].get<int>() <= 6);
  CHECK(budget["beyond"] == 0);
  CHECK(of_ledger("exceptions").empty());
  CHECK(of_ledger("verify")["whole"] == true);
}

TEST_CASE_METHOD(Budgeted, "budgets: of two checkouts at once the one that is ready first has the last use") {
  const std::int64_t share = of_ledger("budgets")[0]["leased"];
  REQUIRE(terminal.ledger.end(SIGTERM) == 0);
  for (std::int64_t i = 1; i < share; ++i) {
    Checkout checkout = beer();
    CHECK(paid(checkout).quote.discount == 30_jpy);
  }
  Checkout one = beer();
  Checkout other = beer();
  REQUIRE(one.quote().discount == 30_jpy);
  REQUIRE(other.quote().discount == 30_jpy);
  REQUIRE(other.prepare().ok());
  CHECK(one.prepare().error().code == ErrorCode::total_mismatch);
  CHECK(one.quote().discount == 0_jpy);
  CHECK(paid(one).quote.discount == 0_jpy);
  CHECK(paid(other).quote.discount == 30_jpy);
}

TEST_CASE_METHOD(Budgeted, "budgets: a checkout that is dropped gives back what was set aside for it") {
  const std::int64_t share = of_ledger("budgets")[0]["leased"];
  {
    Checkout dropped = beer();
    REQUIRE(dropped.prepare().ok());
  }
  REQUIRE(terminal.ledger.end(SIGTERM) == 0);
  CHECK(use_up() == share);
}

TEST_CASE_METHOD(Budgeted, "budgets: what a sale had left is in its entry: it reprices the same when all is used up") {
  Checkout first = beer();
  const Receipt sold = paid(first);
  (void)use_up();
  auto back = terminal->void_receipt({.transaction_id = "V1", .receipt_number = sold.number, .clerk = "7"});
  REQUIRE(back.ok());
  CHECK(back->booked.refund == sold.quote.total);
}
