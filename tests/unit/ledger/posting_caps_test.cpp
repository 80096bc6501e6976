// What two terminals without a network give a member beyond a cap of the day (docs/pricing-extensions.md).
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "kazasu/proto/offer_set.hpp"
#include "ledger/memory_history.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

const IsCoupon kNoCoupons = [](std::string_view) { return false; };

v1::CheckoutContent earning(std::int64_t points, const std::string& wallet = {}, const std::string& offer = {}) {
  v1::CheckoutContent content;
  v1::Quote& quote = *content.mutable_quote();
  if (wallet.empty()) {
    quote.set_awarded_points(points);
  } else {
    v1::QuotedWallet& one = *quote.add_wallets();
    one.set_wallet(wallet);
    one.set_awarded_points(points);
  }
  if (!offer.empty()) quote.add_applied()->set_offer(offer);
  return content;
}

/// Posts one checkout after the other, each from a terminal of its own.
class OneMember {
 public:
  explicit OneMember(DayCaps caps) : caps_(std::move(caps)) { account_.id = "m"; }

  std::vector<std::string> post(const v1::CheckoutContent& content, const std::string& date = "2026-11-25") {
    const PostedEntry entry{{"R" + std::to_string(++posted_), 1, 1}, date};
    const PostingOutcome outcome = post_checkout(entry, content, account_, kNoCoupons, history_, caps_);
    CHECK(outcome.points_difference == 0);
    CHECK((outcome.decision == v1::Verdict::ADJUSTED) == !outcome.exceptions.empty());
    history_.count(account_.id, outcome);
    return outcome.exceptions;
  }

 private:
  DayCaps caps_;
  Account account_;
  MemoryHistory history_;
  int posted_ = 0;
};

const std::vector<std::string> kExceeded{"cap_exceeded"};

/// The example data with a cap of 100 points a day.
std::filesystem::path capped_data(const std::filesystem::path& folder) {
  const auto data = folder / "capped";
  std::filesystem::copy(example_data(), data);
  auto program = nlohmann::json::parse(std::ifstream{data / "program.json"});
  program["program"]["award"]["caps"] = {{"per_day", 100}};
  std::ofstream{data / "program.json"} << program;
  return data;
}

}  // namespace

TEST_CASE("caps: points of a day up to the cap are in order, beyond it an exception") {
  OneMember till{{{{"", {100, 0}}}, {}}};
  CHECK(till.post(earning(60)).empty());
  CHECK(till.post(earning(40)).empty());
  CHECK(till.post(earning(1)) == kExceeded);
  CHECK(till.post(earning(0)).empty());
  CHECK(till.post(earning(100), "2026-11-26").empty());
}

TEST_CASE("caps: each wallet has its own") {
  OneMember till{{{{"alliance", {10, 0}}}, {}}};
  CHECK(till.post(earning(500)).empty());
  CHECK(till.post(earning(10, "alliance")).empty());
  CHECK(till.post(earning(1, "alliance")) == kExceeded);
}

TEST_CASE("caps: checkouts of a day count whatever they earned, and only those that earn go beyond") {
  OneMember till{{{{"alliance", {0, 2}}}, {}}};
  CHECK(till.post(earning(5)).empty());
  CHECK(till.post(earning(5, "alliance")).empty());
  CHECK(till.post(earning(5)).empty());
  CHECK(till.post(earning(5, "alliance")) == kExceeded);
}

TEST_CASE("caps: an offer used more often than a day allows is an exception") {
  OneMember till{{{}, {{"once", 1}}}};
  CHECK(till.post(earning(0, {}, "once")).empty());
  CHECK(till.post(earning(0, {}, "other")).empty());
  CHECK(till.post(earning(0, {}, "once")) == kExceeded);
}

TEST_CASE_METHOD(TestLedger, "caps: two terminals that did not know of one another are found out, with evidence") {
  REQUIRE((*this)->load(capped_data(folder())));
  TestTerminal r1{**this, "R1"};
  TestTerminal r2{**this, "R2"};
  const auto named = proto::name_offer_set(r1.catalog(**this).offer_set());
  const std::string offer_set{as_text(named.name)};
  r1.sell({.awarded = 80, .offer_set = offer_set});
  r2.sell({.awarded = 30, .offer_set = offer_set});
  r2.sell({.awarded = 500});  // an offer set that the ledger does not know caps nothing
  CHECK(r1.send(**this).verdicts(0).decision() == v1::Verdict::ACCEPTED);
  const v1::BatchAnswer second = r2.send(**this);
  CHECK(second.verdicts(0).decision() == v1::Verdict::ADJUSTED);
  CHECK(second.verdicts(0).reason() == "cap_exceeded");
  CHECK(second.verdicts(0).points_difference() == 0);
  CHECK(second.verdicts(1).decision() == v1::Verdict::ACCEPTED);
  CHECK(account("m-taro").points == 1'200 + 80 + 30 + 500);  // the receipt holds
  std::vector<LedgerException> found;
  REQUIRE((*this)->each_exception([&](const LedgerException& one) { found.push_back(one); }));
  REQUIRE(found.size() == 1);
  CHECK(found[0].reason == "cap_exceeded");
  CHECK(found[0].id == proto::EntryId{"R2", 1, 1});
  require_whole();
}

}  // namespace kazasu::ledger
