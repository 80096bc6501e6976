// Several wallets, caps and stamp cards from the till to the books and back: a real terminal, a real ledger.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "enrolled_terminal.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using nlohmann::json;

namespace {

/// The example data with an alliance's wallet: a point for 100 yen without tax, worth two yen. Yuki has 80 house points
/// and 300 of the alliance's, by a card that may redeem.
class AllianceData {
 public:
  AllianceData() {
    std::filesystem::copy(KAZASU_SOURCE_DIR "/examples/data", folder_.path(), std::filesystem::copy_options::recursive);
    change("program.json", [](json& file) {
      file["redeem_policy"]["min_assurance"] = "CLAIMED";
      file["program"]["wallets"] = json::parse(R"([{"wallet": "alliance", "title": "みんなポイント",
        "award": {"step": 100, "points": 1, "base": "TAX_EXCLUDED", "expires_days": 365},
        "redeem": {"point_value": 2, "unit": 10}}])");
    });
    change("offers.json", [](json& file) {
      file["offers"] = json::parse(R"([
        {"id": "beer-double", "target": {"categories": ["alcohol"]}, "wallet": "alliance",
         "reward": {"points_times": {"tenths": 20}}},
        {"id": "card", "title": "2個で1枚", "reward": {"issue_coupon": {"coupon": "free-100", "stamps": 2, "per_unit": true}}},
        {"id": "free-100", "kind": "COUPON", "title": "100円引き", "reward": {"basket_amount_off": {"amount": 100}}},
        {"id": "coupon-coffee-50", "kind": "COUPON", "reward": {"amount_off_unit": {"amount": 50}}, "target": {"categories": ["coffee"]}},
        {"id": "coupon-bonus-100", "kind": "COUPON", "reward": {"points_bonus": {"points": 100}}, "when": {"min_amount": 50000}}])");
    });
    change("members.json", [](json& file) {
      file["members"][2]["lots"].push_back(
          {{"id", "a"}, {"wallet", "alliance"}, {"points", 300}, {"activates_on", "2026-01-01"}});
    });
  }

  void change(const char* file, const std::function<void(json&)>& edit) const {
    std::ifstream in(folder_ / file);
    json content = json::parse(in);
    edit(content);
    std::ofstream(folder_ / file) << content.dump();
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

Receipt pay(Checkout& checkout) {
  std::vector<Tender> tenders;
  if (checkout.quote().due > 0_jpy) tenders.push_back({"cash", checkout.quote().due});
  auto receipt = checkout.commit({.tenders = tenders});
  INFO((receipt.ok() ? std::string{} : describe(receipt.error())));
  REQUIRE(receipt.ok());
  return *receipt;
}

json yuki_in_the_books(const EnrolledTerminal& terminal) {
  const auto listed = terminal.ledger.command("accounts", {"--json"});
  REQUIRE(listed.status == 0);
  for (const json& account : json::parse(listed.output)) {
    if (account.at("account") == "m-yuki") return account;
  }
  FAIL("the books have no such account");
  return {};
}

void require_whole(const EnrolledTerminal& terminal) {
  const auto verified = terminal.ledger.command("verify");
  INFO(verified.output);
  CHECK(verified.status == 0);
  CHECK(json::parse(terminal.ledger.command("exceptions", {"--json"}).output).empty());
}

bool holds(const Checkout& checkout, const std::string& coupon) {
  const auto& held = checkout.member()->coupons;
  return std::find(held.begin(), held.end(), coupon) != held.end();
}

/// Of the alliance, as staff see it.
const WalletSummary& alliance(const Checkout& checkout) {
  REQUIRE(checkout.member().has_value());
  REQUIRE(checkout.member()->wallets.size() == 1);
  return checkout.member()->wallets.front();
}

}  // namespace

TEST_CASE("an alliance's and the house's points pay one checkout, and come back whole with it") {
  const ReturnPolicy policy{GENERATE(RefundPolicy::proportional, RefundPolicy::rejudge),
                            GENERATE(PayBackOrder::cash_first, PayBackOrder::points_first)};
  const AllianceData data;
  EnrolledTerminal terminal{data.folder()};
  Checkout checkout = terminal.beers_for_yuki("T1", 3);
  CHECK(alliance(checkout).title == "みんなポイント");
  CHECK(alliance(checkout).balance == 300_pt);
  CHECK(alliance(checkout).redeemable_offline == 300_pt);
  REQUIRE(checkout.redeem("alliance", 105_pt).ok());
  REQUIRE(checkout.redeem(50_pt).ok());
  CHECK(checkout.quote().due == 440_jpy);  // 690 less 100 points of two yen and 50 of one
  const Receipt sale = pay(checkout);
  CHECK(sale.quote.awarded_points == 2_pt);             // 440 yen
  CHECK(sale.quote.wallets[1].awarded_points == 8_pt);  // 400 yen without tax, doubled
  for (const Language language : {Language::ja, Language::en, Language::zh}) {
    const std::string text = receipt_text(sale, language);
    CHECK(text.find("みんなポイント") != std::string::npos);
    CHECK(text.find("-¥200") != std::string::npos);
  }

  // With no network the spent points are gone at once, and what was awarded is not there yet.
  CHECK(alliance(terminal.beers_for_yuki("T2", 1)).balance == 200_pt);
  CHECK(terminal.beers_for_yuki("T2", 1).member()->balance == 30_pt);
  terminal.reopen();
  CHECK(alliance(terminal.beers_for_yuki("T2", 1)).balance == 200_pt);

  terminal.sync();
  CHECK(alliance(terminal.beers_for_yuki("T2", 1)).balance == 208_pt);
  CHECK(terminal.beers_for_yuki("T2", 1).member()->balance == 32_pt);
  CHECK(yuki_in_the_books(terminal).at("points") == 32);
  CHECK(yuki_in_the_books(terminal).at("wallets").at("alliance") == 208);
  require_whole(terminal);

  auto one =
      terminal->begin_return({.transaction_id = "R1", .receipt_number = sale.number, .clerk = "7", .policy = policy});
  REQUIRE(one.ok());
  REQUIRE(one->add({"1", 1}).ok());
  const auto first = one->commit();
  REQUIRE(first.ok());
  CHECK(first->booked.refund == 230_jpy);
  CHECK(first->booked.wallets.size() == 1);
  terminal.sync();
  require_whole(terminal);
  const auto rest =
      terminal->void_receipt({.transaction_id = "V1", .receipt_number = sale.number, .clerk = "7", .policy = policy});
  REQUIRE(rest.ok());
  CHECK(first->booked.cash + rest->booked.cash == 440_jpy);
  CHECK(first->booked.points_restored + rest->booked.points_restored == 50_pt);
  CHECK(first->booked.wallets[0].points_restored + rest->booked.wallets[0].points_restored == 100_pt);
  CHECK(receipt_text(*rest, Language::ja).find("みんなポイント") != std::string::npos);
  terminal.sync();
  CHECK(yuki_in_the_books(terminal).at("points") == 80);
  CHECK(yuki_in_the_books(terminal).at("wallets").at("alliance") == 300);
  require_whole(terminal);
}

TEST_CASE("what a wallet cannot pay is refused, and 0 takes it out again") {
  const AllianceData data;
  EnrolledTerminal terminal{data.folder()};
  Checkout checkout = terminal.beers_for_yuki("T1", 3);
  CHECK(checkout.redeem("other", 10_pt).error().code == ErrorCode::invalid_argument);
  CHECK(checkout.redeem("alliance", 301_pt).error().code == ErrorCode::redeem_not_allowed);
  REQUIRE(checkout.redeem(50_pt).ok());
  REQUIRE(checkout.redeem("alliance", 300_pt).ok());
  CHECK(checkout.quote().due == 40_jpy);
  REQUIRE(checkout.redeem("", 0_pt).ok());
  CHECK(checkout.quote().redeemed_points == 0_pt);
  CHECK(checkout.quote().due == 90_jpy);
  REQUIRE(checkout.redeem("alliance", 100_pt).ok());
  REQUIRE(checkout.commit({.tenders = {{"cash", 490_jpy}}}).ok());
  // What was asked of a wallet is part of what a transaction id stands for.
  for (const Points points : {100_pt, 110_pt}) {
    Checkout again = terminal.beers_for_yuki("T1", 3);
    REQUIRE(again.redeem("alliance", points).ok());
    const auto committed = again.commit({.tenders = {{"cash", 490_jpy}}});
    CHECK(committed.ok() == (points == 100_pt));
    if (!committed.ok()) CHECK(committed.error().code == ErrorCode::transaction_id_reused);
  }
}

TEST_CASE("stamps come down with the catalog, fill up across checkouts, and are void with what gave them") {
  const AllianceData data;
  EnrolledTerminal terminal{data.folder()};
  Checkout first = terminal.beers_for_yuki("T1", 3);
  REQUIRE(first.quote().issued_coupons.size() == 1);
  CHECK(first.quote().issued_coupons[0].count == 1);
  const Receipt sale = pay(first);

  // At this terminal at once, and everywhere once the ledger knows: one stamp is left, and the coupon is held.
  for (const bool synced : {false, true}) {
    if (synced) terminal.sync();
    INFO("synced " << synced);
    Checkout next = terminal.beers_for_yuki("T2", 1);
    CHECK(holds(next, "free-100"));
    CHECK(next.quote().total == 130_jpy);  // the coupon's 100 off
    REQUIRE(next.quote().issued_coupons.size() == 1);
    CHECK(next.quote().issued_coupons[0].count == 1);
  }
  require_whole(terminal);

  for (const bool synced : {false, true}) {
    INFO("synced " << synced);
    if (synced) {
      terminal.sync();
    } else {
      REQUIRE(terminal->void_receipt({.transaction_id = "V1", .receipt_number = sale.number, .clerk = "7"}).ok());
    }
    Checkout next = terminal.beers_for_yuki("T2", 1);
    CHECK_FALSE(holds(next, "free-100"));
    REQUIRE(next.quote().issued_coupons.size() == 1);
    CHECK(next.quote().issued_coupons[0].count == 0);
  }
  require_whole(terminal);
}

TEST_CASE("a return takes back from each award's own lot what it no longer comes to") {
  const AllianceData data;
  EnrolledTerminal terminal{data.folder()};
  Checkout checkout = terminal.beers_for_yuki("T1", 4);  // 920 yen: 4 house points, 8 and 8 of the alliance
  const Receipt sale = pay(checkout);
  REQUIRE(sale.quote.awards.size() == 3);
  auto back = terminal->begin_return({.transaction_id = "R1", .receipt_number = sale.number, .clerk = "7"});
  REQUIRE(back.ok());
  REQUIRE(back->add({"1", 0}).ok());
  REQUIRE(back->commit().ok());
  terminal.sync();
  // 690 yen are kept: 627 without tax, 6 and 6. Without the terminal's reckoning 4 would come off one lot.
  std::vector<std::int64_t> taken;
  for (const json& posting : json::parse(terminal.ledger.command("postings", {"--json"}).output)) {
    if (posting.at("kind") == "take_back" && posting.at("wallet") == "alliance") taken.push_back(posting.at("points"));
  }
  CHECK(taken == std::vector<std::int64_t>{2, 2});
  require_whole(terminal);
}

TEST_CASE("a day's cap holds from checkout to checkout, before and after the ledger knows") {
  const AllianceData data;
  data.change("program.json", [](json& file) {
    file["program"]["award"]["caps"] = {{"per_day", 5}};
    file["program"]["wallets"][0]["award"]["caps"] = {{"per_checkout", 4}};
  });
  EnrolledTerminal terminal{data.folder()};
  Checkout first = terminal.beers_for_yuki("T1", 4);
  CHECK(first.quote().awarded_points == 4_pt);
  CHECK(first.quote().wallets[1].awarded_points == 4_pt);
  CHECK(first.quote().wallets[1].capped_points == 12_pt);
  CHECK(receipt_text(pay(first), Language::ja).find("上限のため 12P 付与なし") != std::string::npos);
  CHECK(terminal.beers_for_yuki("T2", 4).quote().awarded_points == 1_pt);
  terminal.sync();
  CHECK(terminal.beers_for_yuki("T2", 4).quote().awarded_points == 1_pt);
  require_whole(terminal);
}

TEST_CASE("what a member owes in one wallet is told at the till and touches no other") {
  const AllianceData data;
  EnrolledTerminal terminal{data.folder()};
  Checkout first = terminal.beers_for_yuki("T1", 4);
  const Receipt sale = pay(first);  // 16 points of the alliance
  terminal.sync();
  Checkout second = terminal.beers_for_yuki("T2", 4);
  REQUIRE(second.redeem("alliance", 310_pt).ok());
  const Points earned = pay(second).quote.wallets[1].awarded_points;
  REQUIRE(terminal->void_receipt({.transaction_id = "V1", .receipt_number = sale.number, .clerk = "7"}).ok());
  terminal.sync();
  Checkout third = terminal.beers_for_yuki("T3", 1);
  const Points owed = 300_pt - 310_pt + earned;
  CHECK(owed < 0_pt);
  CHECK(alliance(third).balance == owed);
  CHECK(third.member()->balance == 80_pt + second.quote().awarded_points);
  const Points repaid = pay(third).quote.wallets[1].awarded_points;
  terminal.sync();
  CHECK(alliance(terminal.beers_for_yuki("T4", 1)).balance == owed + repaid);
  CHECK(terminal.ledger.command("verify").status == 0);
}
