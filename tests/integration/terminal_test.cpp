// What a POS may rely on when it drives a terminal: the promises of Checkout, ReturnCheckout and Terminal, on real
// files and a real ledger.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "enrolled_terminal.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

const std::string kSalmon = "4912345000019";  // 150 yen
const std::string kBeer = "4912345000118";    // 230 yen
const std::string kYukisNumber = "2900000123456784";

Checkout begin(Terminal& terminal, const std::string& transaction_id, Mode mode = Mode::live) {
  auto checkout = terminal.begin_checkout({.transaction_id = transaction_id, .clerk = "7", .mode = mode});
  REQUIRE(checkout.ok());
  return std::move(*checkout);
}

void add(Checkout& checkout, const std::string& product) {
  REQUIRE(checkout.add({.product = product}).ok());
}

Result<Receipt> pay(Checkout& checkout, Money cash) {
  return checkout.commit({.tenders = {{"cash", cash}}});
}

Receipt sold(Terminal& terminal, const std::string& transaction_id) {
  Checkout checkout = begin(terminal, transaction_id);
  add(checkout, kSalmon);
  add(checkout, kBeer);
  auto receipt = pay(checkout, 380_jpy);
  REQUIRE(receipt.ok());
  return *receipt;
}

std::uint64_t recorded(Terminal& terminal) {
  const SyncStatus status = terminal.sync_status();
  return status.waiting + status.acknowledged_seq;
}

}  // namespace

TEST_CASE("the same transaction id with the same content gives the first receipt, also after a restart") {
  EnrolledTerminal terminal;
  const Receipt first = sold(*terminal, "T1");
  CHECK_FALSE(first.already_committed);
  const Receipt again = sold(*terminal, "T1");
  CHECK(again.already_committed);
  CHECK(again.number == first.number);
  CHECK(receipt_text(again, Language::en).find(first.number) != std::string::npos);
  terminal.reopen();
  CHECK(sold(*terminal, "T1").number == first.number);
  CHECK(recorded(*terminal) == 1);
}

TEST_CASE("the same transaction id with other content is refused, whatever it is that differs") {
  EnrolledTerminal terminal;
  (void)sold(*terminal, "T1");
  Checkout less = begin(*terminal, "T1");
  add(less, kSalmon);
  CHECK(pay(less, 150_jpy).error().code == ErrorCode::transaction_id_reused);
  Checkout paid_otherwise = begin(*terminal, "T1");
  add(paid_otherwise, kSalmon);
  add(paid_otherwise, kBeer);
  CHECK(paid_otherwise.commit({.tenders = {{"card", 380_jpy}}}).error().code == ErrorCode::transaction_id_reused);
  Checkout with_member = begin(*terminal, "T1");
  add(with_member, kSalmon);
  add(with_member, kBeer);
  REQUIRE(with_member.identify(Sighting::from_scan(as_bytes(kYukisNumber))).ok());
  CHECK(pay(with_member, with_member.quote().due).error().code == ErrorCode::transaction_id_reused);
  CHECK(recorded(*terminal) == 1);
}

TEST_CASE("a payment that does not fit records nothing, and the checkout goes on") {
  EnrolledTerminal terminal;
  Checkout checkout = begin(*terminal, "T1");
  add(checkout, kSalmon);
  CHECK(pay(checkout, 149_jpy).error().code == ErrorCode::tender_short);
  CHECK(checkout.commit({.tenders = {{"cash", 150_jpy}}, .expected_total = 151_jpy}).error().code ==
        ErrorCode::total_mismatch);
  CHECK(checkout.commit({.tenders = {{"cash", 0_jpy}, {"card", 150_jpy}}}).error().code == ErrorCode::invalid_argument);
  CHECK(terminal->find_receipt("T1").error().code == ErrorCode::not_found);
  const auto receipt = pay(checkout, 200_jpy);
  REQUIRE(receipt.ok());
  CHECK(receipt->change == 50_jpy);
  CHECK(terminal->find_receipt("T1")->number == receipt->number);
  CHECK(checkout.add({.product = kBeer}).error().code == ErrorCode::checkout_closed);
}

TEST_CASE("a call that fails leaves the checkout as it was") {
  EnrolledTerminal terminal;
  Checkout checkout = begin(*terminal, "T1");
  add(checkout, kSalmon);
  const Money before = checkout.quote().total;
  CHECK(checkout.add({.product = "4900000000009"}).error().code == ErrorCode::not_found);
  CHECK(checkout.add({.product = kBeer, .quantity = 0}).error().code == ErrorCode::invalid_argument);
  CHECK(checkout.add({.product = kBeer, .tax_class = "luxury"}).error().code == ErrorCode::invalid_argument);
  CHECK(checkout.remove("9").error().code == ErrorCode::invalid_argument);
  CHECK(checkout.add_coupon_code("no-such-coupon").error().code == ErrorCode::not_found);
  CHECK(checkout.identify(Sighting::from_scan(as_bytes("hello"))).error().code == ErrorCode::not_found);
  CHECK(checkout.identify(Sighting::from_scan(as_bytes("900081818812345678901234"))).error().code ==
        ErrorCode::payment_code);
  CHECK(checkout.redeem(10_pt).error().code == ErrorCode::redeem_not_allowed);
  CHECK(checkout.quote().total == before);
  CHECK(checkout.quote().lines.size() == 1);
}

TEST_CASE("a static code earns and does not redeem; a member may come after the goods") {
  EnrolledTerminal terminal;
  Checkout checkout = begin(*terminal, "T1");
  add(checkout, kBeer);
  const auto member = checkout.identify(Sighting::from_scan(as_bytes(kYukisNumber)));
  REQUIRE(member.ok());
  CHECK(member->known);
  CHECK(member->assurance == Assurance::claimed);
  CHECK(member->redeemable_offline == 0_pt);
  CHECK(checkout.redeem(10_pt).error().code == ErrorCode::assurance_too_low);
  CHECK(checkout.quote().awarded_points > 0_pt);
}

TEST_CASE("training prices and prints, and records nothing") {
  EnrolledTerminal terminal;
  Checkout checkout = begin(*terminal, "T1", Mode::training);
  add(checkout, kSalmon);
  const auto receipt = pay(checkout, 150_jpy);
  REQUIRE(receipt.ok());
  CHECK(receipt->number.empty());
  CHECK(receipt_text(*receipt, Language::ja).find("訓練") != std::string::npos);
  CHECK(recorded(*terminal) == 0);
}

TEST_CASE("units come back once each, in any order, and all of them come to the whole sale") {
  EnrolledTerminal terminal;
  const Receipt sale = sold(*terminal, "T1");
  const auto give_back = [&](const std::string& transaction_id, const ReturnedUnit& unit) {
    auto giving =
        terminal->begin_return({.transaction_id = transaction_id, .receipt_number = sale.number, .clerk = "7"});
    REQUIRE(giving.ok());
    REQUIRE(giving->add(unit).ok());
    auto receipt = giving->commit();
    REQUIRE(receipt.ok());
    return *receipt;
  };
  const ReturnReceipt beer = give_back("R1", {"2", 0});
  CHECK(beer.booked.cash == 230_jpy);
  CHECK(give_back("R1", {"2", 0}).already_committed);
  auto twice = terminal->begin_return({.transaction_id = "R2", .receipt_number = sale.number, .clerk = "7"});
  CHECK(twice->add({"2", 0}).error().code == ErrorCode::invalid_argument);
  terminal.reopen();
  const auto rest = terminal->void_receipt({.transaction_id = "V1", .receipt_number = sale.number, .clerk = "7"});
  REQUIRE(rest.ok());
  CHECK(rest->is_void);
  CHECK(beer.booked.cash + rest->booked.cash == sale.quote.total);
  CHECK(terminal->void_receipt({.transaction_id = "V2", .receipt_number = sale.number}).error().code ==
        ErrorCode::invalid_argument);
  CHECK(terminal->begin_return({.transaction_id = "R3", .receipt_number = "R9-1-000001"}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a terminal that is not enrolled says so, and does not enrol twice or with a wrong code") {
  EnrolledTerminal terminal;
  CHECK(terminal->enroll("ANYTHING").error().code == ErrorCode::already_enrolled);
  const auto file =
      terminal.ledger.write("other.toml", "directory = \"other\"\n[ledger]\nurl = \"" + terminal.ledger.url() +
                                              "\"\nca = \"ledger/authority.pem\"\n");
  auto other = Terminal::open(file);
  REQUIRE(other.ok());
  CHECK_FALSE(other->enrolled());
  CHECK(other->begin_checkout({.transaction_id = "T1"}).error().code == ErrorCode::not_enrolled);
  CHECK(other->enroll("WRONG-CODE").error().code == ErrorCode::enrollment_refused);
  CHECK_FALSE(other->enrolled());
}

TEST_CASE("a second program cannot open a terminal's journal") {
  EnrolledTerminal terminal;
  auto second = Terminal::open(terminal.ledger.folder() / "kazasu.toml");
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::journal_in_use);
}

TEST_CASE("hints name goods of the catalog that the basket has none of") {
  EnrolledTerminal terminal;
  Checkout checkout = begin(*terminal, "T1");
  add(checkout, kSalmon);
  const auto hints = checkout.hints();
  REQUIRE(hints.ok());
  const auto tea =
      std::find_if(hints->begin(), hints->end(), [](const Hint& one) { return one.offer == "tea-3rd-free"; });
  REQUIRE(tea != hints->end());
  CHECK(tea->add_quantity == 3);
  REQUIRE(tea->goods.size() == 1);
  CHECK(tea->goods[0].line.empty());
  CHECK_FALSE(tea->goods[0].product.empty());
  CHECK(tea->saves > 0_jpy);
  const auto onigiri =
      std::find_if(hints->begin(), hints->end(), [](const Hint& one) { return one.offer == "onigiri-2-260"; });
  REQUIRE(onigiri != hints->end());
  // What is promised comes true.
  REQUIRE(onigiri->goods.size() == 1);
  REQUIRE(checkout.add({.product = onigiri->goods[0].product}).ok());
  CHECK(checkout.quote().discount == onigiri->saves);
}
