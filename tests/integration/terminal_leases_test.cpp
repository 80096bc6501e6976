// What may be redeemed with no network, and what only the ledger can allow: a real terminal, a real ledger.
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "enrolled_terminal.hpp"

using namespace kazasu;
using namespace kazasu::literals;
using nlohmann::json;

namespace {

const std::string kBeer = "4912345000118";  // 230 yen
const std::string kYuki = "2900000123456784";

/// The example data: cards need prove nothing, nothing is redeemed at the shop's risk, and 80 % are leased. Yuki has 80
/// points.
std::filesystem::path leasing_data() {
  std::string name = (std::filesystem::temp_directory_path() / "kazasu-data-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const std::filesystem::path folder{name};
  std::filesystem::copy(KAZASU_SOURCE_DIR "/examples/data", folder, std::filesystem::copy_options::recursive);
  std::ifstream in(folder / "program.json");
  json program = json::parse(in);
  program["redeem_policy"] =
      json::parse(R"({"min_assurance": "CLAIMED", "per_checkout_points": 0, "catalog_age_hours": 72})");
  program["leases"] = json::parse(R"({"share_basis_points": 8000, "hours": 24})");
  std::ofstream(folder / "program.json") << program.dump();
  std::ofstream(folder / "offers.json") << R"({"offers": [
    {"id": "beer-30", "target": {"categories": ["alcohol"]}, "reward": {"amount_off_unit": {"amount": 30}}},
    {"id": "coupon-coffee-50", "kind": "COUPON", "reward": {"amount_off_unit": {"amount": 50}}, "target": {"categories": ["coffee"]}},
    {"id": "coupon-bonus-100", "kind": "COUPON", "reward": {"points_bonus": {"points": 100}}, "when": {"min_amount": 50000}}]})";
  return folder;
}

void sync(Terminal& terminal) {
  const std::uint64_t before = terminal.sync_status().catalog_version;
  terminal.sync_now();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (std::chrono::steady_clock::now() < deadline) {
    (void)terminal.wait(std::chrono::milliseconds{20});
    const SyncStatus status = terminal.sync_status();
    if (status.waiting == 0 && status.catalog_version > before) return;
  }
  FAIL("no newer catalog came");
}

Checkout of_yuki(Terminal& terminal, const std::string& transaction_id) {
  auto checkout = terminal.begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
  REQUIRE(checkout.ok());
  REQUIRE(checkout->add({.product = kBeer}).ok());
  REQUIRE(checkout->identify(Sighting::from_scan(as_bytes(kYuki))).ok());
  return std::move(*checkout);
}

Receipt paid(Checkout& checkout) {
  const auto ready = checkout.prepare();
  INFO((ready.ok() ? std::string{} : describe(ready.error())));
  REQUIRE(ready.ok());
  auto receipt = checkout.commit({.tenders = {{"cash", checkout.quote().due}}});
  REQUIRE(receipt.ok());
  return *receipt;
}

struct Leased {
  std::filesystem::path data = leasing_data();
  EnrolledTerminal terminal{data};

  Leased() {
    Checkout first = of_yuki(*terminal, "T1");
    CHECK(first.member()->safe_now == 0_pt);
    (void)paid(first);
    sync(*terminal);
  }
  ~Leased() { std::filesystem::remove_all(data); }
};

}  // namespace

TEST_CASE_METHOD(Leased, "leases: what is leased is safe with no network; more needs the ledger, which is gone") {
  REQUIRE(terminal.ledger.end(SIGTERM) == 0);
  terminal.reopen();
  Checkout checkout = of_yuki(*terminal, "T2");
  CHECK(checkout.member()->balance == 81_pt);
  CHECK(checkout.member()->safe_now == 64_pt);
  CHECK(checkout.member()->redeemable_offline == 64_pt);
  CHECK(redeem_text(*checkout.member(), Language::en) == "Safe now: 64 · needs the network: 17");
  CHECK(checkout.redeem_standing(64_pt) == RedeemStanding::safe_now);
  CHECK(checkout.redeem_standing(65_pt) == RedeemStanding::needs_network);
  CHECK(checkout.redeem(65_pt).error().code == ErrorCode::redeem_not_allowed);
  CHECK(checkout.authorize(65_pt).error().code == ErrorCode::network_unreachable);
  CHECK(checkout.quote().redeemed_points == 0_pt);
  REQUIRE(checkout.redeem(60_pt).ok());
  (void)paid(checkout);
  terminal.reopen();
  CHECK(of_yuki(*terminal, "T3").member()->safe_now == 4_pt);
}

TEST_CASE_METHOD(Leased, "leases: the ledger holds what goes beyond the lease, and the commit uses it") {
  Checkout checkout = of_yuki(*terminal, "T2");
  REQUIRE(checkout.authorize(75_pt).ok());
  CHECK(checkout.quote().redeemed_points == 75_pt);
  CHECK(checkout.redeem_standing(75_pt) == RedeemStanding::safe_now);
  Checkout other = of_yuki(*terminal, "T3");
  CHECK(other.authorize(81_pt).error().code == ErrorCode::redeem_not_allowed);
  (void)paid(checkout);
  sync(*terminal);
  const auto entries = json::parse(terminal.ledger.command("entries", {"--json"}).output);
  CHECK(entries.back()["decision"] == "ACCEPTED");
  CHECK(json::parse(terminal.ledger.command("verify", {"--json"}).output)["whole"] == true);
}
