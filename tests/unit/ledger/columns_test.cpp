// Batches in columns at the ledger: what they refer to is its catalog.
#include "kazasu/proto/columns.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/identifier_hash.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

const Identifier kYuki{"member_number", "2900000123456784"};

struct TakingColumns : TestLedger {
  TestTerminal r1{**this, "R1"};

  /// A sale of one onigiri to Yuki, as a terminal with the ledger's catalog records it.
  void sell_onigiri() {
    v1::EntryBody body;
    body.set_transaction_id("T" + std::to_string(++sold_));
    body.set_business_date("2026-11-25");
    v1::Line& line = *body.mutable_checkout()->mutable_basket()->add_lines();
    line.set_id("1");
    line.set_product("04912345000019");  // as the ledger keeps it
    line.add_categories("food");
    line.add_categories("onigiri");
    line.set_brand("かざす屋");
    line.set_quantity(1);
    line.set_unit_price(150);
    line.set_tax_class("reduced");
    line.set_name("おにぎり 鮭");
    v1::MemberPart member;
    member.set_account_id("m-yuki");
    member.set_identifier_hash(hash_of_yuki());
    r1.seal_member(body, member);
    r1.append(v1::CHECKOUT, body.SerializeAsString());
  }
  [[nodiscard]] std::string hash_of_yuki() const {
    return std::string{as_text(proto::hash_identifier(as_bytes(r1.enrollment().identifier_key()), kYuki).bytes)};
  }
  v1::ColumnBatch referring(const v1::Batch& batch) {
    catalog_ = r1.catalog(**this);
    products_.clear();
    for (const v1::CatalogProduct& product : catalog_.products()) products_.push_back(product.product());
    proto::ColumnSender sender{.journal_key = as_bytes(r1.enrollment().journal_key())};
    sender.catalog_version = catalog_.version();
    sender.products = products_;
    sender.product = [this](std::string_view wanted) -> std::optional<v1::CatalogProduct> {
      for (const v1::CatalogProduct& product : catalog_.products()) {
        if (product.product() == wanted) return product;
      }
      return std::nullopt;
    };
    sender.member = [this](std::string_view hash, std::string_view account) {
      return hash == hash_of_yuki() && account == "m-yuki";
    };
    auto columns = proto::to_columns(batch, sender);
    REQUIRE(columns);
    return *columns;
  }
  Refusal refused(const v1::ColumnBatch& columns) {
    auto answer = (**this).take_columns(r1.client(), columns);
    REQUIRE(std::holds_alternative<Refusal>(answer));
    return std::get<Refusal>(answer);
  }

 private:
  int sold_ = 0;
  v1::Catalog catalog_;
  std::vector<std::string> products_;
};

TEST_CASE_METHOD(TakingColumns, "columns: a batch that refers to the catalog is taken as the plain one is") {
  sell_onigiri();
  sell_onigiri();
  const v1::ColumnBatch columns = referring(r1.batch());
  const std::string bytes = columns.SerializeAsString();
  CHECK(bytes.find("4912345000019") == std::string::npos);
  CHECK(bytes.find("onigiri") == std::string::npos);
  const auto answer = (**this).take_columns(r1.client(), columns);
  if (const auto* refusal = std::get_if<Refusal>(&answer)) FAIL(describe(refusal->error));
  CHECK(std::get<v1::BatchAnswer>(answer).acknowledged_seq() == 2);
  // The plain batch is the same one: a repeat, and no fork.
  CHECK(r1.send(**this).acknowledged_hash() == std::get<v1::BatchAnswer>(answer).acknowledged_hash());
  CHECK(require_whole().entries == 2);
}

TEST_CASE_METHOD(TakingColumns, "columns: what stands alone needs no catalog") {
  r1.sell({.account = "m-taro", .redeemed = 200, .awarded = 5});
  const auto columns = proto::to_columns(r1.batch(), {.journal_key = as_bytes(r1.enrollment().journal_key())});
  const auto answer = (**this).take_columns(r1.client(), *columns);
  REQUIRE(std::holds_alternative<v1::BatchAnswer>(answer));
  CHECK(account("m-taro").points == 1'005);
}

TEST_CASE_METHOD(TakingColumns, "columns: references to what the ledger does not have are unsupported") {
  sell_onigiri();
  v1::ColumnBatch columns = referring(r1.batch());
  SECTION("A catalog from before the products") {
    columns.set_catalog_version(1);
  }
  SECTION("Another list of products") {
    columns.set_products_digest("12345678");
  }
  CHECK(refused(columns).error.code == ErrorCode::unsupported);
  CHECK(r1.send(**this).acknowledged_seq() == 1);  // plain
}

TEST_CASE_METHOD(TakingColumns, "columns: what restores something else than was signed is refused") {
  sell_onigiri();
  v1::ColumnBatch columns = referring(r1.batch());
  v1::Column* clerk = columns.mutable_columns()->add_columns();
  clerk->set_path("\x05\x03");
  clerk->add_codes()->set_data("\x01");
  clerk->mutable_lengths()->set_data("\x01");
  clerk->mutable_texts()->set_data("9");
  CHECK(refused(columns).error.code == ErrorCode::signature_invalid);
  CHECK(require_whole().entries == 0);
}

TEST_CASE_METHOD(TakingColumns, "columns: a terminal sends its own") {
  sell_onigiri();
  v1::ColumnBatch columns = referring(r1.batch());
  columns.set_terminal("R2");
  CHECK(refused(columns).error.code == ErrorCode::ledger_refused);
}

}  // namespace
}  // namespace kazasu::ledger
