#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

using nlohmann::json;

struct Loading : TestLedger {
  std::filesystem::path data = folder() / "data";

  Loading() { std::filesystem::copy(example_data(), data); }

  void change(const char* file, const std::function<void(json&)>& edit) {
    std::ifstream in(data / file);
    json content = json::parse(in);
    edit(content);
    std::ofstream(data / file) << content.dump();
  }
  std::string error() {
    const auto loaded = (*this)->load(data);
    REQUIRE_FALSE(loaded);
    return loaded.error().detail;
  }
};

TEST_CASE_METHOD(Loading, "load: opening lots are postings, so the books are whole from the start") {
  const Audit audit = require_whole();
  CHECK(audit.issued == 2'145);
  CHECK(audit.outstanding == 2'145);
  CHECK(postings_of("m-hanako").size() == 2);
}

TEST_CASE_METHOD(Loading, "load: loading the same again posts nothing and sends no member again") {
  const TestTerminal r1{**this, "R1"};
  const std::uint64_t version = r1.catalog(**this).version();
  const auto again = (*this)->load(data);
  REQUIRE(again);
  CHECK(again->catalog_version > version);
  CHECK(again->new_lots == 0);
  const v1::Catalog delta = r1.catalog(**this, version);
  CHECK(delta.members_size() == 0);
  CHECK(delta.products_size() == 0);
  CHECK(require_whole().postings == 5);
}

TEST_CASE_METHOD(Loading, "load: what changed in the files changes in the books, and earned and spent points stay") {
  TestTerminal r1{**this, "R1"};
  r1.sell({.account = "m-taro", .redeemed = 1'000, .awarded = 3});
  (void)r1.send(**this);
  const std::uint64_t version = r1.catalog(**this).version();
  change("members.json", [](json& file) {
    file["members"][1]["rank"] = "gold";
    file["members"][1]["lots"][0]["points"] = 1'500;
  });
  change("products.json", [](json& file) { file["products"][0]["unit_price_minor"] = 155; });
  REQUIRE((*this)->load(data));
  const v1::Catalog delta = r1.catalog(**this, version);
  REQUIRE(delta.members_size() == 1);
  CHECK(delta.members(0).rank() == "gold");
  CHECK(points_in(delta.members(0)) == 503);
  REQUIRE(delta.products_size() == 1);
  CHECK(delta.products(0).unit_price_minor() == 155);
  require_whole();
}

TEST_CASE_METHOD(Loading, "load: an opening lot that shrinks below what was spent of it leaves a debt") {
  TestTerminal r1{**this, "R1"};
  r1.sell({.account = "m-taro", .redeemed = 1'000});
  (void)r1.send(**this);
  change("members.json", [](json& file) { file["members"][1]["lots"][0]["points"] = 900; });
  REQUIRE((*this)->load(data));
  CHECK(account("m-taro").points == -100);
  CHECK(account("m-taro").debt == 100);
  require_whole();
}

TEST_CASE_METHOD(Loading, "load: a used coupon is not held again by loading") {
  TestTerminal r1{**this, "R1"};
  r1.sell({.account = "m-hanako", .applied = {"coupon-coffee-50"}});
  (void)r1.send(**this);
  REQUIRE((*this)->load(data));
  CHECK(account("m-hanako").coupons_held == 1);
}

TEST_CASE_METHOD(Loading, "load: a provisional account joins the member whose identifier it was, once") {
  TestTerminal r1{**this, "R1"};
  const Identifier card{"uid", "04AABBCCDDEE80"};
  r1.sell({.account = "", .identifier = card, .awarded = 9});
  r1.give_back(1, "", 4, 0, card);
  (void)r1.send(**this);
  change("members.json", [](json& file) {
    file["members"][3]["identifiers"].push_back({{"kind", "uid"}, {"value", "04aabbccddee80"}});
  });
  const auto first = (*this)->load(data);
  REQUIRE(first);
  CHECK(first->joined == 1);
  CHECK(account("m-ken").points == 50);
  CHECK((*this)->load(data)->joined == 0);
  require_whole();

  SECTION("and a return of a sale from before takes back from the member, never more than is left of the sale") {
    r1.give_back(1, "m-ken", 9, 0);
    const v1::Verdict verdict = r1.send(**this).verdicts(2);
    CHECK(verdict.reason() == "return_exceeds_sale");
    CHECK(verdict.points_difference() == 4);
    CHECK(account("m-ken").points == 45);
    require_whole();
  }
}

TEST_CASE_METHOD(Loading, "load: every error names the file and the field, and nothing is loaded") {
  const auto before = require_whole();
  SECTION("a wrong check digit") {
    change("products.json", [](json& file) { file["products"][2]["product"] = "4912345000034"; });
    CHECK(error() == "products.json: products[2].product: has the length of a GTIN but a wrong check digit");
  }
  SECTION("an unknown tax class") {
    change("products.json", [](json& file) { file["products"][0]["tax_class"] = "luxury"; });
    CHECK(error() == "products.json: products[0].tax_class: is none of the program's tax_rates");
  }
  SECTION("a field that the schema does not have") {
    change("members.json", [](json& file) { file["members"][0]["nickname"] = "x"; });
    CHECK(error().starts_with("members.json: "));
    CHECK(error().find("nickname") != std::string::npos);
  }
  SECTION("an account twice") {
    change("members.json", [](json& file) { file["members"][1]["account"] = "m-hanako"; });
    CHECK(error() == "members.json: members[1].account: is there twice");
  }
  SECTION("an identifier of two members") {
    change("members.json", [](json& file) { file["members"][1]["identifiers"] = file["members"][0]["identifiers"]; });
    CHECK(error() == "members.json: members[1].identifiers[0].value: names two members");
  }
  SECTION("a coupon that there is not") {
    change("members.json", [](json& file) { file["members"][0]["coupons"][1] = "sweets-10"; });
    CHECK(error() == "members.json: members[0].coupons[1]: is no coupon of offers.json");
  }
  SECTION("a reward out of range") {
    change("offers.json", [](json& file) { file["offers"][0]["reward"]["percent_off"]["basis_points"] = 10'001; });
    CHECK(error().starts_with("offers.json: offers[0]"));
  }
  SECTION("a program that cannot be") {
    change("program.json", [](json& file) { file["program"]["time_zone"] = "Asia/Nowhere"; });
    CHECK(error().starts_with("program.json: program"));
  }
  SECTION("a file that is not there") {
    std::filesystem::remove(data / "offers.json");
    CHECK(error().starts_with("offers.json: "));
  }
  CHECK(require_whole().postings == before.postings);
}

}  // namespace
}  // namespace kazasu::ledger
