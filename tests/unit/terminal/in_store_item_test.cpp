#include "in_store_item.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/values/limits.hpp"

using namespace kazasu;

namespace {

const std::vector<InStoreLabelRule> kRules{{.prefix = "02", .format = "2F5I1V4P"},
                                           {.prefix = "21", .format = "2F5I5W", .price_per = 100},
                                           {.prefix = "2", .format = "2F2I3P"}};

InStoreItem item_of(std::string_view code) {
  auto item = read_in_store_label(code, kRules);
  REQUIRE(item);
  REQUIRE(*item);
  return **item;
}

}  // namespace

TEST_CASE("a price label is the item with price and verifier zeroed, at the printed price") {
  const InStoreItem item = item_of("0212345928752");  // 2875 yen, verifier 9
  CHECK(item.product == "00212345000007");
  CHECK(item.price == Money{2'875});
  CHECK(*item.price_at(Money{100}) == Money{2'875});
  CHECK(item_of("00212345928752").price == Money{2'875});  // as GTIN-14
}

TEST_CASE("a weight label costs what the catalog asks for the weight, half up") {
  const InStoreItem item = item_of("2112345002507");  // 250 g
  CHECK(item.product == "02112345000008");
  CHECK_FALSE(item.price);
  CHECK(*item.price_at(Money{198}) == Money{495});
  CHECK(*item.price_at(Money{199}) == Money{498});  // 497.5
  CHECK(*item.price_at(Money{1}) == Money{3});      // 2.5
  CHECK(*item.price_at(Money{0}) == Money{0});
  CHECK(item.price_at(Money{limits::kUnitPriceMax}).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("eight digits can be a label too") {
  const InStoreItem item = item_of("20121983");
  CHECK(item.price == Money{198});
}

TEST_CASE("what no layout fits is no label") {
  for (const char* code : {"4901234567894", "0212345928753", "021234592875", "", "hello", "29"}) {
    CAPTURE(code);
    const auto item = read_in_store_label(code, kRules);
    REQUIRE(item);
    CHECK_FALSE(item->has_value());
  }
}

TEST_CASE("a bad label is refused and never guessed") {
  const auto wrong_verifier = read_in_store_label("0212345828755", kRules);
  REQUIRE_FALSE(wrong_verifier);
  CHECK(wrong_verifier.error().code == ErrorCode::scan_invalid);
  CHECK(wrong_verifier.error().detail.find("ask for the price") != std::string::npos);
  CHECK(item_of("0212345000007").price_at(Money{100}).error().code ==
        ErrorCode::scan_invalid);  // printed before pricing
  CHECK(item_of("2112345000008").price_at(Money{100}).error().code == ErrorCode::scan_invalid);  // weight 0
}
