#include "kazasu/proto/columns.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "columns/predictor.hpp"
#include "kazasu/proto/request_digest.hpp"
#include "kazasu/proto/sealed.hpp"
#include "proto/random_batch.hpp"

using namespace kazasu;

namespace {

proto::ColumnSender alone() {
  return {.journal_key = kazasu::proto::kTestJournalKey};
}
proto::ColumnReceiver receiver() {
  return {.journal_key = kazasu::proto::kTestJournalKey};
}

/// A checkout of two lines as a terminal records it; only what varies from sale to sale is named.
v1::EntryBody checkout_body(int number, std::int64_t quantity, const std::string& product = "4912345000019") {
  v1::EntryBody body;
  body.set_transaction_id("R1-" + std::to_string(100'000 + number));
  body.set_business_date("2026-11-25");
  body.set_clerk("7");
  v1::CheckoutContent& content = *body.mutable_checkout();
  content.set_at("2026-11-25T12:00:00+09:00");
  content.set_offer_set(std::string(32, 'o'));
  content.set_catalog_version(7);
  v1::Basket& basket = *content.mutable_basket();
  basket.set_company("kazasuya");
  basket.set_store("ekimae");
  v1::Line& line = *basket.add_lines();
  line.set_id("1");
  line.set_product(product);
  line.add_categories("food");
  line.add_categories("onigiri");
  line.set_brand("brand");
  line.set_quantity(quantity);
  line.set_unit_price(150);
  line.set_tax_class("reduced");
  line.set_name("salmon onigiri");
  v1::Quote& quote = *content.mutable_quote();
  v1::QuotedLine& quoted = *quote.add_lines();
  quoted.set_id("1");
  quoted.set_gross(150 * quantity);
  quoted.set_net(150 * quantity);
  for (std::int64_t i = 0; i < quantity; ++i) quoted.add_unit_nets(150);
  quote.set_gross(150 * quantity);
  quote.set_total(150 * quantity);
  v1::TaxTotal& tax = *quote.add_taxes();
  tax.set_basis_points(800);
  tax.set_taxable(150 * quantity);
  tax.set_tax(150 * quantity * 800 / 10'800);
  quote.set_due(150 * quantity);
  quote.set_optimal(true);
  v1::Tender& tender = *content.add_tenders();
  tender.set_kind("cash");
  tender.set_amount_minor(150 * quantity);
  content.set_pricing_rules(1);
  const proto::RequestedItem item{.product = product, .quantity = quantity};
  const proto::NamedAmount paid{"cash", 150 * quantity};
  const proto::Digest digest =
      proto::request_digest(proto::CheckoutRequest{.clerk = "7", .items = {&item, 1}, .tenders = {&paid, 1}});
  body.set_request_digest(std::string{as_text(digest)});
  return body;
}

v1::Batch batch_of(const std::vector<v1::EntryBody>& bodies) {
  v1::Batch batch;
  batch.set_terminal("R1");
  batch.set_epoch(1);
  batch.set_prev_hash(std::string(32, '\0'));
  for (const v1::EntryBody& body : bodies) {
    v1::Entry& entry = *batch.add_entries();
    entry.set_seq(static_cast<std::uint64_t>(batch.entries_size()));
    entry.set_kind(v1::CHECKOUT);
    entry.set_wall_unix_ms(1'795'575'600'000 + batch.entries_size());
    entry.set_monotonic_ns(1'000'000'000'000 + batch.entries_size() * 1'000'000LL);
    entry.set_body(body.SerializeAsString());
  }
  proto::chain(batch);
  return batch;
}

void require_same(const v1::Batch& batch, const proto::ColumnSender& sender, const proto::ColumnReceiver& taker) {
  const auto columns = proto::to_columns(batch, sender);
  REQUIRE(columns);
  v1::ColumnBatch travelled;
  REQUIRE(travelled.ParseFromString(columns->SerializeAsString()));
  const auto restored = proto::from_columns(travelled, taker);
  INFO((restored ? std::string{} : describe(restored.error())));
  REQUIRE(restored);
  REQUIRE(restored->SerializeAsString() == batch.SerializeAsString());
}

}  // namespace

TEST_CASE("Any batch comes back from columns byte for byte") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    proto::RandomBatches batches{seed};
    require_same(batches.next(static_cast<int>(seed % 7) * 8), alone(), receiver());
  }
}

TEST_CASE("A batch without entries comes back") {
  require_same(batch_of({}), alone(), receiver());
}

TEST_CASE("What follows from the rest of a checkout is not sent") {
  std::vector<v1::EntryBody> bodies;
  for (int i = 0; i < 200; ++i) bodies.push_back(checkout_body(i, 1 + i % 3));
  const v1::Batch batch = batch_of(bodies);
  require_same(batch, alone(), receiver());
  const auto columns = proto::to_columns(batch, alone());
  // Of each checkout only the quantity and the time are new: a fiftieth of a body of 220 bytes and a hash of 32.
  CHECK(columns->ByteSizeLong() < 200 * 5);
  for (const v1::Column& column : columns->columns().columns()) {
    // 5: body, 4: request digest. It stands in full in no entry.
    const bool digest_as_it_is = column.path() == std::string{"\x05\x04"};
    CHECK_FALSE(digest_as_it_is);
  }
}

TEST_CASE("Digests are derived from what the POS gave and what the catalog filled in") {
  const auto form_of = [](const proto::RequestedItem& item, const std::string& product) {
    v1::EntryBody body = checkout_body(1, 1, product);
    const proto::NamedAmount paid{"cash", 150};
    body.set_request_digest(std::string{as_text(
        proto::request_digest(proto::CheckoutRequest{.clerk = "7", .items = {&item, 1}, .tenders = {&paid, 1}}))});
    const v1::Batch batch = batch_of({body});
    require_same(batch, alone(), receiver());
    const auto columns = proto::to_columns(batch, alone());
    return std::none_of(columns->columns().columns().begin(), columns->columns().columns().end(),
                        [](const v1::Column& column) { return column.path() == "\x05\x04"; });
  };
  CHECK(form_of({.product = "4912345000019", .quantity = 1}, "4912345000019"));
  CHECK(form_of({.product = "4912345000019", .quantity = 1, .unit_price = 150}, "4912345000019"));
  CHECK(
      form_of({.product = "4912345000019", .quantity = 1, .unit_price = 150, .tax_class = "reduced"}, "4912345000019"));
  CHECK(form_of({.product = "4912345000019", .quantity = 1}, "04912345000019"));
  CHECK_FALSE(form_of({.product = "another", .quantity = 1}, "4912345000019"));  // it travels as it is
}

TEST_CASE("A mixed basket's digest tells which prices the POS gave") {
  v1::EntryBody body = checkout_body(1, 1);
  v1::Basket& basket = *body.mutable_checkout()->mutable_basket();
  for (int i = 0; i < 4; ++i) {
    v1::Line& line = *basket.add_lines();
    line = basket.lines(0);
    line.set_id(std::to_string(i + 2));
  }
  std::vector<proto::RequestedItem> items(5, {.product = "4912345000019", .quantity = 1});
  items[2].unit_price = 150;
  const proto::NamedAmount paid{"cash", 150};
  body.set_request_digest(std::string{
      as_text(proto::request_digest(proto::CheckoutRequest{.clerk = "7", .items = items, .tenders = {&paid, 1}}))});
  const v1::Batch batch = batch_of({body});
  require_same(batch, alone(), receiver());
  const auto columns = proto::to_columns(batch, alone());
  for (const v1::Column& column : columns->columns().columns()) CHECK(column.path() != "\x05\x04");
}

TEST_CASE("References name products and members that both sides know") {
  std::vector<v1::EntryBody> bodies{checkout_body(1, 1), checkout_body(2, 2)};
  v1::MemberPart member;
  member.set_account_id("m-taro");
  member.set_identifier_hash("abcdefghijklmnop");
  member.set_identifier_kind("member_number");
  member.mutable_view()->set_balance(120);
  const Bytes context = proto::entry_seal_context("R1", bodies[1].business_date(), bodies[1].transaction_id());
  const auto sealed = proto::seal_derived(proto::kTestJournalKey, context, as_bytes(member.SerializeAsString()));
  bodies[1].set_sealed_member(std::string{as_text(*sealed)});
  const v1::Batch batch = batch_of(bodies);

  v1::CatalogProduct onigiri;
  onigiri.set_product("4912345000019");
  onigiri.set_name("salmon onigiri");
  onigiri.set_brand("brand");
  onigiri.set_tax_class("reduced");
  onigiri.set_unit_price_minor(150);
  onigiri.add_categories("food");
  onigiri.add_categories("onigiri");
  const std::vector<std::string> products{"4900000000000", "4912345000019", "5000000000000"};
  proto::ColumnSender sender = alone();
  sender.catalog_version = 7;
  sender.products = products;
  sender.product = [&](std::string_view product) {
    return product == onigiri.product() ? std::optional{onigiri} : std::nullopt;
  };
  sender.member = [](std::string_view hash, std::string_view account) {
    return hash == "abcdefghijklmnop" && account == "m-taro";
  };
  proto::ColumnReceiver taker = receiver();
  taker.products = [&](std::uint64_t version) {
    return version == 7 ? std::span<const std::string>{products} : std::span<const std::string>{};
  };
  taker.product = [&](std::string_view product, std::uint64_t) { return sender.product(product); };
  taker.member = [](std::string_view begin) -> std::optional<proto::ReferredMember> {
    if (begin != "abcde") return std::nullopt;
    return proto::ReferredMember{"m-taro", "abcdefghijklmnop"};
  };
  require_same(batch, sender, taker);
  const auto columns = proto::to_columns(batch, sender);
  const std::string bytes = columns->SerializeAsString();
  CHECK(bytes.find("onigiri") == std::string::npos);
  CHECK(bytes.find("4912345000019") == std::string::npos);
  CHECK(columns->sealed_members().size() < proto::to_columns(batch, alone())->sealed_members().size());

  SECTION("Without the list the product travels, its name does not") {
    sender.products = {};
    require_same(batch, sender, taker);
    const std::string listed = proto::to_columns(batch, sender)->SerializeAsString();
    CHECK(listed.find("4912345000019") != std::string::npos);
    CHECK(listed.find("onigiri") == std::string::npos);
  }
  SECTION("Who does not know them says so, and the sender sends it otherwise") {
    const auto refused = [&](const proto::ColumnReceiver& other) {
      const auto restored = proto::from_columns(*columns, other);
      REQUIRE_FALSE(restored);
      return restored.error().code;
    };
    CHECK(refused(receiver()) == ErrorCode::unsupported);
    proto::ColumnReceiver other = taker;
    const std::vector<std::string> longer{"4900000000000", "4912345000019", "5000000000001"};
    other.products = [&](std::uint64_t) { return std::span<const std::string>{longer}; };
    CHECK(refused(other) == ErrorCode::unsupported);
    other = taker;
    other.member = nullptr;
    CHECK(refused(other) == ErrorCode::unsupported);
    other = taker;
    other.product = [](std::string_view, std::uint64_t) { return std::optional<v1::CatalogProduct>{}; };
    CHECK(refused(other) == ErrorCode::unsupported);
  }
  SECTION("A product that changed meanwhile restores something else, whose hash is another") {
    proto::ColumnReceiver other = taker;
    other.product = [&](std::string_view, std::uint64_t) {
      v1::CatalogProduct changed = onigiri;
      changed.set_unit_price_minor(160);
      return std::optional{changed};
    };
    const auto restored = proto::from_columns(*columns, other);
    REQUIRE(restored);
    CHECK(restored->entries(1).hash() != batch.entries(1).hash());
  }
}

TEST_CASE("What is personal is sealed in columns too") {
  v1::EntryBody body = checkout_body(1, 1);
  v1::MemberPart member;
  member.set_account_id("m-taro-the-member");
  const Bytes context = proto::entry_seal_context("R1", body.business_date(), body.transaction_id());
  body.set_sealed_member(std::string{
      as_text(*proto::seal_derived(proto::kTestJournalKey, context, as_bytes(member.SerializeAsString())))});
  const v1::Batch batch = batch_of({body});
  const auto columns = proto::to_columns(batch, alone());
  CHECK(columns->SerializeAsString().find("m-taro-the-member") == std::string::npos);
  CHECK_FALSE(columns->sealed_members().empty());

  proto::ColumnReceiver other = receiver();
  const Bytes wrong(32, 0x44);
  other.journal_key = wrong;
  CHECK(proto::from_columns(*columns, other).error().code == ErrorCode::message_invalid);
  v1::ColumnBatch moved = *columns;
  moved.set_first_seq(2);  // sealed for this batch alone
  CHECK(proto::from_columns(moved, receiver()).error().code == ErrorCode::message_invalid);
}

TEST_CASE("Entries that do not follow one another do not travel in columns") {
  v1::Batch batch = batch_of({checkout_body(1, 1), checkout_body(2, 1)});
  batch.mutable_entries(1)->set_seq(3);
  CHECK(proto::to_columns(batch, alone()).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("The number after a text") {
  CHECK(proto::columns::next_number("R1-0000099") == "R1-0000100");
  CHECK(proto::columns::next_number("T9") == "T10");
  CHECK(proto::columns::next_number("999") == "1000");
  CHECK(proto::columns::next_number("A") == "A");
  CHECK(proto::columns::next_number("").empty());
}
