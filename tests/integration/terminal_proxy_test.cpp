// A terminal behind an HTTP proxy: a real ledger, and tunnels that a proxy opens.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "connect_proxy.hpp"
#include "kazasu/kazasu.hpp"
#include "ledger_process.hpp"

using namespace kazasu;

namespace {

std::string configuration_of(const ledger::LedgerProcess& ledger, const std::string& proxy) {
  return ledger.write("kazasu.toml", "directory = \"store\"\n[ledger]\nurl = \"" + ledger.url() +
                                         "\"\nca = \"ledger/authority.pem\"\nsync_interval_seconds = 3600\nproxy = \"" +
                                         proxy + "\"\n");
}

}  // namespace

TEST_CASE("a terminal enrols and syncs through a proxy") {
  ledger::LedgerProcess ledger;
  ledger.serve();
  ConnectProxy proxy;
  auto terminal = Terminal::open(configuration_of(ledger, proxy.url()));
  REQUIRE(terminal);
  const auto enrolled = terminal->enroll(ledger.enrollment_code());
  INFO((enrolled ? std::string{} : describe(enrolled.error())));
  REQUIRE(enrolled);
  // "https://localhost:8443": the proxy is told the ledger's own name, and nothing of what is said to it.
  CHECK(proxy.asked() == "CONNECT " + ledger.url().substr(std::string_view{"https://"}.size()));
  CHECK(proxy.tunnels() == 2);  // before enrolment without a certificate, then with it

  auto checkout = terminal->begin_checkout({.transaction_id = "T1", .clerk = "7"});
  REQUIRE(checkout);
  REQUIRE(checkout->add({.product = "4912345000019"}));
  REQUIRE(checkout->commit({.tenders = {{"cash", checkout->quote().due}}}));
  terminal->sync_now();
  for (int i = 0; i < 300 && terminal->sync_status().waiting != 0; ++i) terminal->wait(std::chrono::milliseconds{100});
  CHECK(terminal->sync_status().acknowledged_seq == 1);
  CHECK(proxy.tunnels() == 2);
}

TEST_CASE("a proxy that opens no tunnel, or is not there, is a network that cannot be reached") {
  ledger::LedgerProcess ledger;
  ledger.serve();
  ConnectProxy proxy;
  proxy.forbid();
  auto terminal = Terminal::open(configuration_of(ledger, proxy.url()));
  REQUIRE(terminal);
  auto enrolled = terminal->enroll(ledger.enrollment_code());
  REQUIRE_FALSE(enrolled);
  CHECK(enrolled.error().code == ErrorCode::network_unreachable);
  CHECK(enrolled.error().detail.find("HTTP 403") != std::string::npos);

  terminal = Terminal::open(configuration_of(ledger, "http://127.0.0.1:1"));
  REQUIRE(terminal);
  enrolled = terminal->enroll(ledger.enrollment_code());
  REQUIRE_FALSE(enrolled);
  CHECK(enrolled.error().code == ErrorCode::network_unreachable);
  CHECK(enrolled.error().detail.find("the proxy") != std::string::npos);
}

TEST_CASE("a proxy's address has no password, and no message quotes one") {
  ledger::LedgerProcess ledger;
  ledger.serve();
  auto terminal = Terminal::open(configuration_of(ledger, "http://user:secret@proxy:3128"));
  REQUIRE(terminal);
  const auto enrolled = terminal->enroll(ledger.enrollment_code());
  REQUIRE_FALSE(enrolled);
  CHECK(enrolled.error().code == ErrorCode::configuration_invalid);
  CHECK(enrolled.error().detail.find("secret") == std::string::npos);
}

TEST_CASE("a proxy that wants a login gets it out of the key store, and its error says what to do without one") {
  ledger::LedgerProcess ledger;
  ledger.serve();
  ConnectProxy proxy;
  proxy.want("Basic dGlsbDpzM2NyZXQ6eA==");  // till:s3cret:x
  const auto keys = ledger.folder() / "store" / "keys";
  const auto enroll_with = [&](const std::string& login) {
    std::filesystem::create_directories(keys);
    std::filesystem::permissions(keys, std::filesystem::perms::owner_all);
    if (!login.empty()) {
      std::ofstream{keys / "proxy_login"} << login;
      std::filesystem::permissions(keys / "proxy_login",
                                   std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    auto terminal = Terminal::open(configuration_of(ledger, proxy.url()));
    REQUIRE(terminal);
    const auto enrolled = terminal->enroll(ledger.enrollment_code());
    const std::string said = enrolled ? "" : describe(enrolled.error());
    CHECK(said.find("s3cret") == std::string::npos);
    CHECK(said.find("wr0ng") == std::string::npos);
    return said;
  };
  CHECK(enroll_with("").find("keys/proxy_login") != std::string::npos);
  CHECK(enroll_with("till:wr0ng").find("does not take") != std::string::npos);
  CHECK(enroll_with("wr0ng\r\nHost: elsewhere").find("USER:PASSWORD") != std::string::npos);
  CHECK(enroll_with("wr0ng").find("USER:PASSWORD") != std::string::npos);
  CHECK(proxy.tunnels() == 0);
  CHECK(enroll_with("till:s3cret:x\n").empty());
  CHECK(proxy.tunnels() == 2);
}
