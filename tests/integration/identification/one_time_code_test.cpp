// One-time codes of a member's app, from the scan to the journal. Steps of 300 s, so that none passes within a test.
#include "kazasu/drivers/scan/one_time_code.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <thread>

#include "prepared_terminal.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

constexpr unsigned kStep = 300;
const std::string kSecret = "a secret of 20 bytes";
const std::string kKensNumber = "2900000123456791";  // has no secret

std::int64_t now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// A terminal that reads numbers of 16 digits with a code of 8 behind them, and takes points for what is fresh.
class AppUsers {
 public:
  AppUsers() {
    while (now_s() % kStep > kStep - 10) std::this_thread::sleep_for(std::chrono::seconds{1});
    v1::Catalog catalog = example_catalog(2);
    v1::CatalogMember& yuki = *catalog.mutable_members(0);
    yuki.mutable_identifiers(0)->set_one_time_key(kSecret);
    v1::CatalogMember& ken = *catalog.add_members();
    ken.set_account_id("member-ken");
    v1::CatalogIdentifier& number = *ken.add_identifiers();
    number.set_hash(identifier_hash("member_number", kKensNumber));
    number.set_key_version(1);
    catalog.mutable_redeem_policy()->set_min_assurance(v1::Member::FRESH);
    terminal_.apply(catalog);
    const MemberNumberRule number_rule{.name = {}, .lengths = {16}, .prefix = "29"};
    terminal_.configuration().identification_methods = {
        {.kind = IdentificationMethod::Kind::one_time_code,
         .number = number_rule,
         .one_time_code = {.settings = {.step_seconds = kStep}, .separator = {}}},
        {.kind = IdentificationMethod::Kind::member_number, .number = number_rule}};
    terminal_.open();
  }

  Checkout begin(const std::string& transaction_id) {
    auto checkout = terminal_->begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
    REQUIRE(checkout);
    REQUIRE(checkout->add({.product = "4912345000118"}));
    return std::move(*checkout);
  }
  void restart() { terminal_.open(); }
  PreparedTerminal& terminal() { return terminal_; }

 private:
  PreparedTerminal terminal_;
};

/// What Yuki's app shows so many steps from now.
std::string shown(int steps = 0) {
  const auto code = drivers::one_time_code(as_bytes(kSecret), {.step_seconds = kStep}, now_s() + steps * int{kStep});
  REQUIRE(code);
  return kYukisNumber + *code;
}

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
  const auto member = identify(checkout, shown());
  REQUIRE(member);
  CHECK(member->known);
  CHECK(member->identified_by == "one_time_code");
  CHECK(member->assurance == Assurance::fresh);
  CHECK(checkout.redeem(10_pt));
  pay(checkout);
}

TEST_CASE("codes of the step before and the step after are taken, others have expired") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  CHECK(refusal(identify(checkout, shown(-2))) == ErrorCode::member_code_expired);
  CHECK(refusal(identify(checkout, shown(2))) == ErrorCode::member_code_expired);
  CHECK(refusal(identify(checkout, std::string{kYukisNumber} + "00000000")) == ErrorCode::member_code_expired);
  CHECK_FALSE(checkout.member());  // no lesser identification
  CHECK(identify(checkout, shown(-1)));
  CHECK(identify(checkout, shown(0)));
  CHECK(identify(checkout, shown(1)));
}

TEST_CASE("a code counts once: for another checkout it was used, and so is every earlier one") {
  AppUsers users;
  Checkout first = users.begin("T1");
  REQUIRE(identify(first, shown()));
  CHECK(identify(first, shown()));  // the same showing, scanned twice
  pay(first);
  Checkout second = users.begin("T2");
  CHECK(refusal(identify(second, shown())) == ErrorCode::member_code_used);
  CHECK(refusal(identify(second, shown(-1))) == ErrorCode::member_code_used);
  CHECK_FALSE(second.member());
  CHECK(identify(second, shown(1)));
}

TEST_CASE("a code of a checkout that was given up was used all the same") {
  AppUsers users;
  {
    Checkout given_up = users.begin("T1");
    REQUIRE(identify(given_up, shown()));
  }
  Checkout next = users.begin("T2");
  CHECK(refusal(identify(next, shown())) == ErrorCode::member_code_used);
}

TEST_CASE("a terminal that starts again knows the codes of its journal") {
  AppUsers users;
  {
    Checkout checkout = users.begin("T1");
    REQUIRE(identify(checkout, shown()));
    pay(checkout);
  }
  users.restart();
  Checkout checkout = users.begin("T2");
  CHECK(refusal(identify(checkout, shown())) == ErrorCode::member_code_used);
  CHECK(identify(checkout, shown(1)));
}

TEST_CASE("a member without a secret is claimed by the number, whatever code is behind it") {
  AppUsers users;
  Checkout checkout = users.begin("T1");
  const auto member = identify(checkout, kKensNumber + "12345678");
  REQUIRE(member);
  CHECK(member->known);
  CHECK(member->assurance == Assurance::claimed);
  CHECK(member->identified_by == "member_number");
  const auto nobody = identify(checkout, "2900000999999999" "12345678");
  REQUIRE(nobody);
  CHECK_FALSE(nobody->known);
}
