// Certificates that live for seconds, over real TLS: renewed in time, expired, and a terminal killed on the way.
#include <signal.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "kazasu/kazasu.hpp"
#include "ledger_process.hpp"

using namespace kazasu;

namespace {

/// A minute. Two thirds of it and of the five minutes by which certificates are dated back are over at once.
const std::vector<std::string> kForAMinute{"--certificate-days", "0.0007"};
const std::vector<std::string> kForFourSeconds{"--certificate-days", "0.00004"};

struct Shop {
  ledger::LedgerProcess ledger;
  std::string configuration;

  void serve(const std::vector<std::string>& options = {}) {
    const bool first = ledger.url().empty();
    ledger.serve(first ? "0" : ledger.url().substr(ledger.url().rfind(':') + 1), options);
    if (first) {
      configuration = ledger.write("kazasu.toml", "directory = \"store\"\n[ledger]\nurl = \"" + ledger.url() +
                                                      "\"\nca = \"ledger/authority.pem\"\nsync_interval_seconds = 1\n");
    }
  }
  [[nodiscard]] Terminal open() const {
    auto terminal = Terminal::open(configuration);
    INFO((terminal ? std::string{} : describe(terminal.error())));
    REQUIRE(terminal);
    return std::move(*terminal);
  }
  [[nodiscard]] std::string certificate() const {
    std::ifstream file{ledger.folder() / "store" / "keys" / "terminal_certificate"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  [[nodiscard]] nlohmann::json keys() const { return nlohmann::json::parse(ledger.command("keys", {"--json"}).output); }
  [[nodiscard]] nlohmann::json audit() const {
    return nlohmann::json::parse(ledger.command("verify", {"--json"}).output);
  }
};

void sell(Terminal& terminal, const std::string& transaction) {
  auto checkout = terminal.begin_checkout({.transaction_id = transaction, .clerk = "7"});
  REQUIRE(checkout);
  REQUIRE(checkout->add({.product = "4912345000019"}));
  REQUIRE(checkout->commit({.tenders = {{"cash", checkout->quote().due}}}));
}

bool wait_until_sent(Terminal& terminal) {
  terminal.sync_now();
  for (int i = 0; i < 300 && terminal.sync_status().waiting != 0; ++i)
    (void)terminal.wait(std::chrono::milliseconds{100});
  return terminal.sync_status().waiting == 0;
}

/// Its sale, "T0", is with the ledger.
Terminal enrolled_with_a_sale(const Shop& shop) {
  auto terminal = shop.open();
  REQUIRE(terminal.enroll(shop.ledger.enrollment_code()));
  sell(terminal, "T0");
  REQUIRE(wait_until_sent(terminal));
  return terminal;
}

}  // namespace

TEST_CASE(
    "a terminal renews its certificate over the mutual TLS of the old one, and signs with a new key from then on") {
  Shop shop;
  shop.serve(kForAMinute);
  auto terminal = enrolled_with_a_sale(shop);
  const auto keys = shop.keys();
  REQUIRE(keys.size() == 2);
  CHECK(keys[1]["key"] == 2);
  CHECK(keys[1]["from_seq"] == 1);
  CHECK(shop.audit()["whole"] == true);
  CHECK(shop.audit()["entries"] == 1);
}

TEST_CASE("a certificate that has expired is named as such, and a one-time code renews it for the same journal") {
  Shop shop;
  shop.serve(kForFourSeconds);
  std::string before;
  {
    auto terminal = enrolled_with_a_sale(shop);
    before = shop.certificate();
  }
  std::this_thread::sleep_for(std::chrono::seconds{5});
  auto terminal = shop.open();
  sell(terminal, "T2");
  std::optional<Error> told;
  for (int i = 0; i < 300 && !told; ++i) {
    auto event = terminal.wait(std::chrono::milliseconds{100});
    if (!event) continue;
    const auto* sync = std::get_if<SyncEvent>(&*event);
    if (sync != nullptr && sync->kind == SyncEvent::Kind::halted) told = sync->error;
  }
  REQUIRE(told);
  CHECK(told->code == ErrorCode::not_enrolled);
  CHECK(told->detail.find("kazasu-ledger code") != std::string::npos);

  CHECK(shop.ledger.end(SIGTERM) == 0);
  shop.serve();
  CHECK(terminal.enroll("0000-0000-0000-0000-0000").error().code == ErrorCode::enrollment_refused);
  const auto renewed = terminal.enroll(shop.ledger.enrollment_code());
  INFO((renewed ? std::string{} : describe(renewed.error())));
  REQUIRE(renewed);
  REQUIRE(wait_until_sent(terminal));
  CHECK(shop.certificate() != before);
  CHECK(terminal.enroll(shop.ledger.enrollment_code()).error().code == ErrorCode::already_enrolled);
  const auto audit = shop.audit();
  CHECK(audit["whole"] == true);
  CHECK(audit["entries"] == 2);
  CHECK(audit["journals"] == 1);
}

TEST_CASE("a terminal that is killed at any write of a renewal syncs on with one of its keys") {
  Shop shop;
  shop.serve(kForAMinute);
  { auto terminal = enrolled_with_a_sale(shop); }
  const std::string folder = (shop.ledger.folder() / "store" / "keys").string();
  constexpr int kWrites = 6;  // of one renewal, to the key store
  int killed = 0;
  for (int writes = 1; writes <= kWrites; ++writes) {
    CAPTURE(writes);
    const int watch = ::inotify_init1(IN_CLOEXEC);
    REQUIRE(::inotify_add_watch(watch, folder.c_str(), IN_MOVED_TO) >= 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto terminal = Terminal::open(shop.configuration);
      if (terminal) ::pause();
      ::_exit(1);
    }
    for (int seen = 0; seen < writes;) {
      alignas(inotify_event) std::array<char, 4'096> events{};
      const ssize_t bytes = ::read(watch, events.data(), events.size());
      REQUIRE(bytes > 0);
      for (ssize_t at = 0; at < bytes;) {
        const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
        at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
        const std::string_view name{event->name};
        if (name == "renewal" || name == "terminal_key" || name == "terminal_certificate") ++seen;
      }
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    ::close(watch);
    auto terminal = shop.open();
    sell(terminal, "T" + std::to_string(writes));
    REQUIRE(wait_until_sent(terminal));
  }
  CHECK(killed == kWrites);
  const auto audit = shop.audit();
  CHECK(audit["whole"] == true);
  CHECK(audit["entries"] == kWrites + 1);
}
