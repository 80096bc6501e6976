// Budgets of offers: who gets which share of them, and what becomes of it (docs/leases.md).
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

/// The example data with a campaign that has a budget; no points are leased.
void load_budget(TestLedger& ledger, const std::string& budget, const std::string& leases = R"({"hours": 24})") {
  const auto folder = ledger.database().parent_path() / "budgets";
  std::filesystem::copy(example_data(), folder,
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  std::ifstream input{example_data() / "program.json"};
  std::string program{std::istreambuf_iterator<char>{input}, {}};
  const std::size_t example = program.find("\"leases\"");
  REQUIRE(example != std::string::npos);
  program.erase(example, program.find("\"redeem_policy\"") - example);
  program.insert(example, "\"leases\": " + leases + ", ");
  std::ofstream{folder / "program.json"} << program;
  std::ifstream offers_input{example_data() / "offers.json"};
  std::string offers{std::istreambuf_iterator<char>{offers_input}, {}};
  offers.insert(offers.rfind(']'), R"(, {"id": "first-come", "target": {"categories": ["tea"]},
                                       "reward": {"percent_off": {"basis_points": 500}}, "budget": )" +
                                       budget + "}");
  std::ofstream{folder / "offers.json"} << offers;
  const auto loaded = ledger->load(folder);
  INFO((loaded ? std::string{} : describe(loaded.error())));
  REQUIRE(loaded);
}

v1::BudgetShare share_in(const v1::Catalog& catalog) {
  for (const v1::BudgetShare& share : catalog.leases().budgets()) {
    if (share.offer() == "first-come") return share;
  }
  return {};
}

struct Budgets : TestLedger {
  TestTerminal r1{**this, "R1"};
  TestTerminal r2{**this, "R2"};

  TestSale use(std::uint64_t generation, std::int64_t discount = 0) {
    return {.account = "",
            .applied = {"first-come"},
            .generation = generation,
            .within_shares = {"first-come"},
            .discount = discount};
  }
};

TEST_CASE_METHOD(Budgets,
                 "budgets: all shares together and what was used are at most the budget, however often asked") {
  load_budget(*this, R"({"uses": 100})");
  std::int64_t used = 0;
  for (int round = 0; round < 12; ++round) {
    for (TestTerminal* terminal : {&r1, &r2}) {
      const v1::BudgetShare share = share_in(terminal->catalog(**this));
      CHECK(share.uses() >= 1);
      if (terminal != &r1) continue;
      // The one lane uses all that it is given, each time.
      const std::int64_t left = share.uses() - used;
      for (std::int64_t i = 0; i < left; ++i) r1.sell(use(1));
      used += left;
      if (left > 0) (void)r1.send(**this);
    }
  }
  const std::int64_t idle = share_in(r2.catalog(**this)).uses();
  CHECK(used + idle == 100);  // nothing is lost, and what one lane needs comes to it
  CHECK(used >= 75);
  CHECK(exception_reasons().empty());
  require_whole();
}

TEST_CASE_METHOD(Budgets, "budgets: shares of an offer that is no more do not go down; with the offer they are back") {
  load_budget(*this, R"({"uses": 100})");
  const std::int64_t share = share_in(r1.catalog(**this)).uses();
  REQUIRE(share > 0);
  REQUIRE((*this)->load(example_data()));
  CHECK(r1.catalog(**this).leases().budgets().empty());
  load_budget(*this, R"({"uses": 100})");
  CHECK(share_in(r1.catalog(**this)).uses() == share);
  require_whole();
}

TEST_CASE_METHOD(Budgets, "budgets: what is left of a share is free again only when its terminal has said so") {
  load_budget(*this, R"({"uses": 8})");
  const std::int64_t of_r1 = share_in(r1.catalog(**this)).uses();
  CHECK(of_r1 >= 2);
  (void)r2.catalog(**this);
  clock().pass_minutes(60 * 24 * 3);  // its time is over
  for (int i = 0; i < 20; ++i) r2.sell({.account = "m-taro"});
  (void)r2.send(**this);
  const std::int64_t before = share_in(r2.catalog(**this)).uses();
  CHECK(before + of_r1 <= 8);
  r1.sell(use(1));
  r1.end_leases(1);
  (void)r1.send(**this);
  const v1::Catalog next = r1.catalog(**this);
  CHECK(next.leases().generation() == 2);
  CHECK(share_in(next).uses() + share_in(r2.catalog(**this)).uses() <= 7);
  CHECK(exception_reasons().empty());
  require_whole();
}

TEST_CASE_METHOD(Budgets,
                 "budgets: a use without a share, under another generation or beyond it, is attributed and counted") {
  load_budget(*this, R"({"uses": 4, "amount": 1000})");
  const v1::BudgetShare share = share_in(r1.catalog(**this));
  r1.sell({.account = "", .applied = {"first-come"}});
  (void)r1.send(**this);
  CHECK(exception_reasons() == std::vector<std::string>{"budget_exceeded"});
  r1.sell(use(7));
  r1.sell(use(1, share.amount() + 1));
  r1.sell({.account = "m-taro", .applied = {"first-come"}});
  (void)r1.send(**this);
  CHECK(exception_reasons().size() == 4);
  // All four uses are gone: nothing more is given out.
  CHECK(share_in(r2.catalog(**this)).uses() == 0);
  require_whole();
}

TEST_CASE_METHOD(Budgets, "budgets: said to be within a share, an offer must have applied") {
  load_budget(*this, R"({"uses": 4})");
  (void)r1.catalog(**this);
  r1.sell({.account = "", .generation = 1, .within_shares = {"first-come"}});
  const auto answer = r1.send(**this);
  CHECK(answer.verdicts(0).decision() == v1::Verdict::REFUSED);
  require_whole();
}

TEST_CASE_METHOD(Budgets,
                 "budgets: a lower budget takes nothing away that terminals have, and gives nothing more out") {
  load_budget(*this, R"({"uses": 100})");
  const std::int64_t of_r1 = share_in(r1.catalog(**this)).uses();
  load_budget(*this, R"({"uses": 3})");
  CHECK(share_in(r2.catalog(**this)).uses() == 0);
  CHECK(share_in(r1.catalog(**this)).uses() == of_r1);
  for (std::int64_t i = 0; i < of_r1; ++i) r1.sell(use(1));
  (void)r1.send(**this);
  CHECK(exception_reasons().empty());
  require_whole();
}

TEST_CASE_METHOD(Budgets,
                 "budgets: a budget that grows while a generation runs is given out under it, with the next use") {
  load_budget(*this, R"({"uses": 2})");
  const std::uint64_t generation = r1.catalog(**this).leases().generation();
  r1.sell(use(1));
  (void)r1.send(**this);
  load_budget(*this, R"({"uses": 200})");
  r1.sell(use(1));
  (void)r1.send(**this);
  const v1::Catalog grown = r1.catalog(**this);
  CHECK(grown.leases().generation() == generation);
  CHECK(share_in(grown).uses() > 2);
  require_whole();
}

TEST_CASE_METHOD(Budgets, "budgets: a share that is too small for one checkout grows to what that would have taken") {
  load_budget(*this, R"({"amount": 10000})");
  const std::int64_t small = share_in(r1.catalog(**this)).amount();
  CHECK(small < 6'000);
  v1::EntryBody body;
  body.set_transaction_id("T1");
  body.set_business_date("2026-11-25");
  v1::NotAppliedOffer& wanted = *body.mutable_checkout()->mutable_quote()->add_not_applied();
  wanted.set_offer("first-come");
  wanted.set_reason(v1::NotAppliedOffer::LIMIT);
  wanted.set_condition("budget.amount");
  wanted.set_wanted("6000");
  r1.append(v1::CHECKOUT, body.SerializeAsString());
  (void)r1.send(**this);
  CHECK(share_in(r1.catalog(**this)).amount() == 6'000);
  require_whole();
}

TEST_CASE_METHOD(Budgets, "budgets: without leases.hours there is nobody to give them to: the load says so") {
  const auto folder = database().parent_path() / "budgets";
  load_budget(*this, R"({"uses": 2})");
  std::ifstream input{folder / "program.json"};
  std::string program{std::istreambuf_iterator<char>{input}, {}};
  const std::string leases = "\"leases\": {\"hours\": 24}, ";
  program.erase(program.find(leases), leases.size());
  std::ofstream{folder / "program.json"} << program;
  const auto loaded = (*this)->load(folder);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().detail.find("leases.hours") != std::string::npos);
}

}  // namespace
}  // namespace kazasu::ledger
