// What two terminals without a network give a member beyond a cap of the day or of all time
// (docs/pricing-extensions.md).
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "kazasu/proto/offer_set.hpp"
#include "ledger/memory_history.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"
#include "offers/member_caps.hpp"
#include "store/sqlite_store.hpp"

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

v1::CheckoutContent awarding(const std::string& offer, std::int64_t points) {
  v1::CheckoutContent content = earning(points, {}, offer);
  content.mutable_quote()->mutable_applied(0)->set_points(points);
  return content;
}

/// Posts one checkout after the other, each from a terminal of its own.
class OneMember {
 public:
  explicit OneMember(MemberCaps caps) : caps_(std::move(caps)) { account_.id = "m"; }

  std::vector<std::string> post(const v1::CheckoutContent& content, const std::string& date = "2026-11-25") {
    const PostedEntry entry{{"R" + std::to_string(++posted_), 1, 1}, date};
    const PostingOutcome outcome = post_checkout(entry, content, account_, kNoCoupons, history_, caps_);
    CHECK(outcome.points_difference == 0);
    CHECK((outcome.decision == v1::Verdict::ADJUSTED) == !outcome.exceptions.empty());
    history_.count(account_.id, outcome);
    return outcome.exceptions;
  }

  /// As a return does that releases the coupon of a sale of that date.
  void count_back(const std::string& offer, const std::string& date) {
    PostingOutcome outcome;
    outcome.usage.push_back({offer, date, -1});
    history_.count(account_.id, outcome);
  }

 private:
  MemberCaps caps_;
  Account account_;
  MemoryHistory history_;
  int posted_ = 0;
};

const std::vector<std::string> kExceeded{"cap_exceeded"};

nlohmann::json read_json(const std::filesystem::path& file) {
  return nlohmann::json::parse(std::ifstream{file});
}

/// The example data with a cap of 100 points a day, and the coupon for coffee once for each member.
std::filesystem::path capped_data(const std::filesystem::path& folder) {
  const auto data = folder / "capped";
  std::filesystem::copy(example_data(), data);
  auto program = read_json(data / "program.json");
  program["program"]["award"]["caps"] = {{"per_day", 100}};
  std::ofstream{data / "program.json"} << program;
  auto offers = read_json(data / "offers.json");
  for (auto& offer : offers["offers"]) {
    if (offer["id"] == "morning-coffee-20") offer["limits"] = {{"per_member", 1}};
  }
  std::ofstream{data / "offers.json"} << offers;
  return data;
}

v1::OfferSet once_for_each_member() {
  v1::OfferSet offer_set;
  v1::Offer& once = *offer_set.add_offers();
  once.set_id("once");
  once.mutable_limits()->set_per_member(1);
  once.mutable_limits()->set_points_per_member(500);
  offer_set.add_offers()->set_id("always");
  return offer_set;
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
  OneMember till{{{}, {{"once", {.uses_a_day = 1}}}}};
  CHECK(till.post(earning(0, {}, "once")).empty());
  CHECK(till.post(earning(0, {}, "other")).empty());
  CHECK(till.post(earning(0, {}, "once")) == kExceeded);
}

TEST_CASE("caps: uses of an offer in all count over the days, and what a return counts back makes room") {
  OneMember till{{{}, {{"twice", {.uses = 2}}}}};
  CHECK(till.post(earning(0, {}, "twice"), "2026-11-24").empty());
  CHECK(till.post(earning(0, {}, "other"), "2026-11-24").empty());
  CHECK(till.post(earning(0, {}, "twice"), "2026-11-25").empty());
  CHECK(till.post(earning(0, {}, "twice"), "2026-11-26") == kExceeded);
  till.count_back("twice", "2026-11-24");
  CHECK(till.post(earning(0, {}, "twice"), "2026-11-26") == kExceeded);
  till.count_back("twice", "2026-11-25");
  till.count_back("twice", "2026-11-26");
  CHECK(till.post(earning(0, {}, "twice"), "2026-11-26").empty());
}

TEST_CASE("caps: points that an offer awards in all count over the days, and a use without any is in order") {
  OneMember till{{{}, {{"bonus", {.points = 100}}}}};
  CHECK(till.post(awarding("bonus", 60), "2026-11-24").empty());
  CHECK(till.post(awarding("other", 60), "2026-11-24").empty());
  CHECK(till.post(awarding("bonus", 40), "2026-11-25").empty());
  CHECK(till.post(awarding("bonus", 0), "2026-11-26").empty());
  CHECK(till.post(awarding("bonus", 1), "2026-11-26") == kExceeded);
}

TEST_CASE_METHOD(TestLedger, "caps: those of a set that was loaded before they were kept are found in the set itself") {
  const auto store = open_sqlite_store(database(), {});
  const auto transaction = store->begin_write();
  CatalogStore& catalog = transaction->catalog();
  const auto named = proto::name_offer_set(once_for_each_member());
  const std::string name{as_text(named.name)};
  CHECK(member_caps(catalog, name).offers.empty());
  catalog.put_offer_set(named.name, named.bytes);
  for (int asked = 0; asked < 2; ++asked) {
    const MemberCaps caps = member_caps(catalog, name);
    CHECK(caps.wallets.empty());
    REQUIRE(caps.offers.size() == 1);
    CHECK(caps.offers.at("once").uses == 1);
    CHECK(caps.offers.at("once").points == 500);
  }
}

TEST_CASE_METHOD(TestLedger, "caps: an offer that two terminals gave once for all time each is found out") {
  REQUIRE((*this)->load(capped_data(folder())));
  TestTerminal r1{**this, "R1"};
  TestTerminal r2{**this, "R2"};
  const auto named = proto::name_offer_set(r1.catalog(**this).offer_set());
  const std::string offer_set{as_text(named.name)};
  r1.sell({.applied = {"morning-coffee-20"}, .business_date = "2026-11-24", .offer_set = offer_set});
  r2.sell({.account = "m-hanako", .applied = {"morning-coffee-20"}, .offer_set = offer_set});
  r2.sell({.applied = {"morning-coffee-20"}, .offer_set = offer_set});
  CHECK(r1.send(**this).verdicts(0).decision() == v1::Verdict::ACCEPTED);
  const v1::BatchAnswer second = r2.send(**this);
  CHECK(second.verdicts(0).decision() == v1::Verdict::ACCEPTED);  // another member's first
  CHECK(second.verdicts(1).reason() == "cap_exceeded");
  std::vector<LedgerException> found;
  REQUIRE((*this)->each_exception([&](const LedgerException& one) { found.push_back(one); }));
  REQUIRE(found.size() == 1);
  CHECK(found[0].reason == "cap_exceeded");
  CHECK(found[0].id == proto::EntryId{"R2", 1, 2});
  CHECK(found[0].hash_hex.size() == 64);
  require_whole();
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
