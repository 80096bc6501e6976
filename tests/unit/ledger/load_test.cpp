#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"
#include "load/base32.hpp"

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

TEST_CASE_METHOD(Loading, "load: a member number's one-time secret goes down with the catalog, and so does a new one") {
  const TestTerminal r1{**this, "R1"};
  const auto secret_of_yuki = [&](std::uint64_t since) {
    const v1::Catalog catalog = r1.catalog(**this, since);
    for (const v1::CatalogMember& member : catalog.members()) {
      if (member.account_id() == "m-yuki") return member.identifiers(0).one_time_key();
    }
    return std::string{"not sent"};
  };
  const auto give = [&](const char* secret) {
    change("members.json", [&](json& file) { file["members"][2]["identifiers"][0]["one_time_secret"] = secret; });
    REQUIRE((*this)->load(data));
  };
  CHECK(secret_of_yuki(0).empty());
  give("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");  // the secret of RFC 6238's examples
  CHECK(secret_of_yuki(0) == "12345678901234567890");
  const std::uint64_t version = r1.catalog(**this).version();
  give("gezdgnbvgy3tqojqgezdgnbvgy3tqojq");  // the same
  CHECK(secret_of_yuki(version) == "not sent");
  give("MFRGGZDFMZTWQ2LKNNWG23TPOA======");  // "abcdefghijklmnop"
  CHECK(secret_of_yuki(version) == "abcdefghijklmnop");
}

TEST_CASE_METHOD(Loading, "load: a one-time secret that is none is refused with its place") {
  const auto refused = [&](std::size_t member, const char* secret) {
    change("members.json", [&](json& file) {
      for (json& one : file["members"]) one["identifiers"][0].erase("one_time_secret");
      file["members"][member]["identifiers"][0]["one_time_secret"] = secret;
    });
    return error();
  };
  CHECK(refused(2, "12345").find("members[2].identifiers[0].one_time_secret: must be base32") != std::string::npos);
  CHECK(refused(2, "GEZDGNBVGY3TQOJQ").find("16 to 64 bytes") != std::string::npos);
  CHECK(refused(0, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").find("for member_number only") != std::string::npos);
}

TEST_CASE("base32 is read as authenticator apps take it") {
  const auto text = [](std::string_view base32) {
    const auto bytes = from_base32(base32);
    return bytes ? std::string{as_text(*bytes)} : std::string{"none"};
  };
  // RFC 4648, section 10.
  CHECK(text("").empty());
  CHECK(text("MY======") == "f");
  CHECK(text("MZXQ====") == "fo");
  CHECK(text("MZXW6===") == "foo");
  CHECK(text("MZXW6YQ=") == "foob");
  CHECK(text("MZXW6YTB") == "fooba");
  CHECK(text("mzxw6ytboi") == "foobar");
  for (const char* wrong : {"M", "MZX", "MZ", "MZXW6Y=Q", "MZXW6YT1", "MZXW6YT ", "MZXW6YTB8"}) {
    CAPTURE(wrong);
    CHECK(text(wrong) == "none");
  }
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
