#include <catch2/catch_test_macros.hpp>

#include "prepared_terminal.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

/// A terminal that knows salad of 02 12345 by price labels and ham of 21 12345 at 198 yen for 100 g.
class Delicatessen {
 public:
  Delicatessen() {
    v1::Catalog catalog = example_catalog(2);
    add(catalog, "00212345000007", "サラダ", 100);
    add(catalog, "02112345000008", "ハム", 198);
    terminal_.apply(catalog);
    terminal_.configuration().scan_rules.in_store_labels = {{.prefix = "02", .format = "2F5I1V4P"},
                                                            {.prefix = "21", .format = "2F5I5W", .price_per = 100}};
    terminal_.open();
  }

  Checkout begin(const std::string& transaction_id) {
    auto checkout = terminal_->begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
    REQUIRE(checkout);
    return std::move(*checkout);
  }

 private:
  static void add(v1::Catalog& catalog, const char* product, const char* name, std::int64_t price) {
    v1::CatalogProduct& added = *catalog.add_products();
    added.set_product(product);
    added.set_name(name);
    added.set_unit_price_minor(price);
    added.set_tax_class("reduced");
  }

  PreparedTerminal terminal_;
};

}  // namespace

TEST_CASE("a price label is sold at its price, a weight label at that of its weight") {
  Delicatessen shop;
  Checkout checkout = shop.begin("T1");
  REQUIRE(checkout.add({.product = "0212345928752"}));  // 2875 yen
  CHECK(checkout.quote().total == 2'825_jpy);           // 50 off from 1,000 yen on
  REQUIRE(checkout.add({.product = "2112345002507"}));  // 250 g
  CHECK(checkout.quote().total == 3'320_jpy);
  const auto receipt = checkout.commit({.tenders = {{"cash", 3'320_jpy}}});
  REQUIRE(receipt);
  const std::string text = receipt_text(*receipt, Language::ja);
  CHECK(text.find("サラダ") != std::string::npos);
  CHECK(text.find("ハム") != std::string::npos);
}

TEST_CASE("two labels of one item at different prices are two lines of one product") {
  Delicatessen shop;
  Checkout checkout = shop.begin("T1");
  REQUIRE(checkout.add({.product = "0212345928752"}));
  REQUIRE(checkout.add({.product = "0212345601006"}));  // 100 yen, verifier 6
  CHECK(checkout.quote().total == 2'925_jpy);
}

TEST_CASE("a bad label is refused, and the clerk's price is taken") {
  Delicatessen shop;
  Checkout checkout = shop.begin("T1");
  const auto bad = checkout.add({.product = "0212345828755"});  // another verifier
  REQUIRE_FALSE(bad);
  CHECK(bad.error().code == ErrorCode::scan_invalid);
  CHECK(checkout.add({.product = "0212345000007"}).error().code == ErrorCode::scan_invalid);  // printed before pricing
  CHECK(checkout.quote().lines.empty());
  REQUIRE(checkout.add({.product = "0212345000007", .unit_price = 500_jpy}));
  CHECK(checkout.quote().total == 500_jpy);
}

TEST_CASE("an item that the catalog does not have is not found, label or not") {
  Delicatessen shop;
  Checkout checkout = shop.begin("T1");
  CHECK(checkout.add({.product = "0299999601002"}).error().code == ErrorCode::not_found);
}
