// One-time codes of a member's app, from the scan to the journal.
#include "kazasu/drivers/scan/one_time_code.hpp"

#include <catch2/catch_test_macros.hpp>
#include <optional>

#include "machine_clock.hpp"
#include "prepared_terminal.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

constexpr std::int64_t kStepMs = 30'000;
const std::string kSecret = "a secret of 20 bytes";
const std::string kKensNumber = "2900000123456791";  // has no secret

/// A terminal, in step with its ledger, that reads numbers of 16 digits with a code of 8 behind them, and takes points
/// for what is fresh.
class AppUsers {
 public:
  AppUsers() {
    v1::Catalog catalog = example_catalog(2);
    catalog.set_issued_unix_ms(kTen - kHour);
    v1::CatalogMember& yuki = *catalog.mutable_members(0);
    yuki.mutable_identifiers(0)->set_one_time_key(kSecret);
    v1::CatalogMember& ken = *catalog.add_members();
    ken.set_account_id("member-ken");
    v1::CatalogIdentifier& number = *ken.add_identifiers();
    number.set_hash(identifier_hash("member_number", kKensNumber));
    number.set_key_version(1);
    catalog.mutable_redeem_policy()->set_min_assurance(v1::Member::FRESH);
    prepared_.apply(catalog);
    const MemberNumberRule number_rule{.name = {}, .lengths = {16}, .prefix = "29"};
    prepared_.configuration().identification_methods = {
        {.kind = IdentificationMethod::Kind::one_time_code, .number = number_rule, .one_time_code = {}},
        {.kind = IdentificationMethod::Kind::member_number, .number = number_rule}};
    restart();
    reach_ledger(machine, *terminal_);
  }

  Checkout begin(const std::string& transaction_id) {
    auto checkout = terminal_->begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
    REQUIRE(checkout);
    REQUIRE(checkout->add({.product = "4912345000118"}));
    return std::move(*checkout);
  }
  void restart() {
    terminal_.reset();
    terminal_.emplace(open_on(machine, prepared_));
  }
  /// What Yuki's app shows so many steps from now.
  [[nodiscard]] std::string shown(int steps = 0) const {
    const auto code =
        drivers::one_time_code(as_bytes(kSecret), OtpSettings{}, (machine.true_ms + steps * kStepMs) / 1'000);
    REQUIRE(code);
    return kYukisNumber + *code;
  }
  Terminal& terminal() { return *terminal_; }

  Machine machine{.true_ms = kTen + 15'000};  // in the middle of a step

 private:
  PreparedTerminal prepared_;
  std::optional<Terminal> terminal_;
};

Result<MemberSummary> identify(Checkout& checkout, const std::string& scan) {
  return checkout.identify(Sighting::from_scan(as_bytes(scan)));
}

ErrorCode refusal(const Result<MemberSummary>& member) {
  REQUIRE_FALSE(member);
  return member.error().code;
}

void pay(Checkout& checkout) {
  REQUIRE(checkout.commit({.tenders = {{"cash", checkout.quote().due}}}));
}

}  // namespace

TEST_CASE("a one-time code makes a member fresh, who may then spend points; the number alone does not") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  const auto number = identify(checkout, kYukisNumber);
  REQUIRE(number);
  CHECK(number->known);
  CHECK(number->assurance == Assurance::claimed);
  CHECK(checkout.redeem(10_pt).error().code == ErrorCode::assurance_too_low);
  const auto member = identify(checkout, users.shown());
  REQUIRE(member);
  CHECK(member->known);
  CHECK(member->identified_by == "one_time_code");
  CHECK(member->assurance == Assurance::fresh);
  CHECK(checkout.redeem(10_pt));
  auto receipt = checkout.commit({.tenders = {{"cash", checkout.quote().due}}});
  REQUIRE(receipt);
  REQUIRE(receipt->member);
  CHECK(receipt->member->identified_by == "one_time_code");
  CHECK(receipt->member->assurance == Assurance::fresh);
}

TEST_CASE("codes of the step before and the step after are taken, others have expired") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  CHECK(refusal(identify(checkout, users.shown(-2))) == ErrorCode::member_code_expired);
  CHECK(refusal(identify(checkout, users.shown(2))) == ErrorCode::member_code_expired);
  CHECK(refusal(identify(checkout, std::string{kYukisNumber} + "00000000")) == ErrorCode::member_code_expired);
  CHECK_FALSE(checkout.member());  // no lesser identification
  CHECK(identify(checkout, users.shown(-1)));
  CHECK(identify(checkout, users.shown(0)));
  CHECK(identify(checkout, users.shown(1)));
}

TEST_CASE("a code counts once: for another checkout it was used, and so is every earlier one") {
  AppUsers users;
  Checkout first = users.begin("T1");
  REQUIRE(identify(first, users.shown()));
  CHECK(identify(first, users.shown()));  // the same showing, scanned twice
  pay(first);
  Checkout second = users.begin("T2");
  CHECK(refusal(identify(second, users.shown())) == ErrorCode::member_code_used);
  CHECK(refusal(identify(second, users.shown(-1))) == ErrorCode::member_code_used);
  CHECK_FALSE(second.member());
  CHECK(identify(second, users.shown(1)));
}

TEST_CASE("a code of a checkout that was given up was used all the same") {
  AppUsers users;
  {
    Checkout given_up = users.begin("T1");
    REQUIRE(identify(given_up, users.shown()));
  }
  Checkout next = users.begin("T2");
  CHECK(refusal(identify(next, users.shown())) == ErrorCode::member_code_used);
}

TEST_CASE("a terminal that starts again knows the codes of its journal") {
  AppUsers users;
  {
    Checkout checkout = users.begin("T1");
    REQUIRE(identify(checkout, users.shown()));
    pay(checkout);
  }
  users.restart();
  Checkout checkout = users.begin("T2");
  CHECK(refusal(identify(checkout, users.shown())) == ErrorCode::member_code_used);
  CHECK(identify(checkout, users.shown(1)));
}

TEST_CASE("a member without a secret is claimed by the number, whatever code is behind it") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  const auto member = identify(checkout, kKensNumber + "12345678");
  REQUIRE(member);
  CHECK(member->known);
  CHECK(member->assurance == Assurance::claimed);
  CHECK(member->identified_by == "member_number");
  // Nobody's number with a code behind it may as well be Alipay's: 24 digits that begin with 29.
  CHECK(refusal(identify(checkout, std::string{"2900000999999999"} + "12345678")) == ErrorCode::payment_code);
}

TEST_CASE("while it is not certain what time it is, a code identifies and proves nothing") {
  AppUsers users;
  users.machine.reboot();
  users.restart();  // with no network
  Checkout checkout = users.begin("T1");
  const auto member = identify(checkout, users.shown());
  REQUIRE(member);
  CHECK(member->known);
  CHECK(member->identified_by == "one_time_code");
  CHECK(member->assurance == Assurance::claimed);
  CHECK(checkout.redeem(10_pt).error().code == ErrorCode::assurance_too_low);
  // Whose clock is wrong, the till's or the phone's? The number is as good as ever.
  const auto other = identify(checkout, users.shown(10));
  REQUIRE(other);
  CHECK(other->assurance == Assurance::claimed);
  CHECK(other->identified_by == "member_number");
  reach_ledger(users.machine, users.terminal());
  CHECK(refusal(identify(checkout, users.shown())) == ErrorCode::member_code_used);
  CHECK(identify(checkout, users.shown(1))->assurance == Assurance::fresh);
}

TEST_CASE("a till's clock set to a screenshot's time does not make its code good") {
  AppUsers users;
  const std::string screenshot = users.shown();
  users.machine.true_ms += kHour;
  users.machine.wall_error_ms = -kHour;
  Checkout checkout = users.begin("T1");
  CHECK(refusal(identify(checkout, screenshot)) == ErrorCode::member_code_expired);
  CHECK(identify(checkout, users.shown())->assurance == Assurance::fresh);  // the phone's time is right
}

TEST_CASE("days without the ledger leave the time too uncertain, some hours do not") {
  AppUsers users;
  users.machine.true_ms += 30 * kHour;
  {
    Checkout checkout = users.begin("T1");
    CHECK(identify(checkout, users.shown())->assurance == Assurance::fresh);
  }
  users.machine.true_ms += 5 * kHour;
  Checkout checkout = users.begin("T2");
  CHECK(identify(checkout, users.shown())->assurance == Assurance::claimed);
}

TEST_CASE("after five wrong codes of a member none is looked at for five minutes") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  for (int guess = 0; guess < 5; ++guess) {
    CHECK(refusal(identify(checkout, kYukisNumber + std::string(7, '0') + std::to_string(guess))) ==
          ErrorCode::member_code_expired);
  }
  CHECK(refusal(identify(checkout, users.shown())) == ErrorCode::member_code_locked);
  CHECK(identify(checkout, kYukisNumber)->assurance == Assurance::claimed);  // the card still earns
  users.machine.true_ms += 300'000;
  CHECK(identify(checkout, users.shown())->assurance == Assurance::fresh);
}

TEST_CASE("two checkouts at once cannot both have one showing") {
  AppUsers users;
  Checkout first = users.begin("T1");
  Checkout second = users.begin("T2");
  CHECK(identify(first, users.shown()));
  CHECK(refusal(identify(second, users.shown())) == ErrorCode::member_code_used);
}
