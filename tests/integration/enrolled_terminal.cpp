#include "enrolled_terminal.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace kazasu;
using nlohmann::json;

EnrolledTerminal::EnrolledTerminal(const std::filesystem::path& data) {
  if (!data.empty()) REQUIRE(ledger.command("load", {data.string()}).status == 0);
  ledger.serve();
  configuration_ =
      ledger.write("kazasu.toml", "directory = \"store\"\n[ledger]\nurl = \"" + ledger.url() +
                                      "\"\nca = \"ledger/authority.pem\"\nsync_interval_seconds = 3600\n"
                                      "[[identify]]\nmethod = \"member_number\"\ndigits = 16\nprefix = \"29\"\n");
  reopen();
  enroll();
}

void EnrolledTerminal::enroll() {
  const auto enrolled = terminal_->enroll(ledger.enrollment_code());
  INFO((enrolled.ok() ? std::string{} : describe(enrolled.error())));
  REQUIRE(enrolled.ok());
}

void EnrolledTerminal::reopen() {
  terminal_.reset();
  auto opened = kazasu::Terminal::open(configuration_);
  INFO((opened.ok() ? std::string{} : describe(opened.error())));
  REQUIRE(opened.ok());
  terminal_.emplace(std::move(*opened));
}

void EnrolledTerminal::serve_again() {
  ledger.serve(ledger.url().substr(ledger.url().rfind(':') + 1));
}

void EnrolledTerminal::sync() {
  const std::uint64_t before = terminal_->sync_status().catalog_version;
  terminal_->sync_now();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (std::chrono::steady_clock::now() < deadline) {
    (void)terminal_->wait(std::chrono::milliseconds{20});
    const kazasu::SyncStatus status = terminal_->sync_status();
    if (status.waiting == 0 && status.catalog_version > before) return;
  }
  FAIL("the terminal did not sync");
}

kazasu::Checkout EnrolledTerminal::beers_for_yuki(const std::string& transaction_id, std::int64_t beers) {
  auto checkout = terminal_->begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
  REQUIRE(checkout.ok());
  REQUIRE(checkout->add({.product = "4912345000118", .quantity = beers}).ok());
  REQUIRE(checkout->identify(kazasu::Sighting::from_scan(kazasu::as_bytes("2900000123456784"))).ok());
  return std::move(*checkout);
}

std::filesystem::path write_beer_data(const TemporaryFolder& folder, const json& program, const json& beer) {
  std::filesystem::copy(KAZASU_SOURCE_DIR "/examples/data", folder.path(), std::filesystem::copy_options::recursive);
  std::ifstream in(folder / "program.json");
  json changed = json::parse(in);
  changed.update(program);
  std::ofstream(folder / "program.json") << changed.dump();
  json offers = json::parse(R"({"offers": [
    {"id": "beer-30", "target": {"categories": ["alcohol"]}, "reward": {"amount_off_unit": {"amount": 30}}},
    {"id": "coupon-coffee-50", "kind": "COUPON", "reward": {"amount_off_unit": {"amount": 50}}, "target": {"categories": ["coffee"]}},
    {"id": "coupon-bonus-100", "kind": "COUPON", "reward": {"points_bonus": {"points": 100}}, "when": {"min_amount": 50000}}]})");
  offers["offers"][0].update(beer);
  std::ofstream(folder / "offers.json") << offers.dump();
  return folder.path();
}

Receipt paid(Checkout& checkout) {
  const auto ready = checkout.prepare();
  INFO((ready.ok() ? std::string{} : describe(ready.error())));
  REQUIRE(ready.ok());
  auto receipt = checkout.commit({.tenders = {{"cash", checkout.quote().due}}});
  REQUIRE(receipt.ok());
  return *receipt;
}
