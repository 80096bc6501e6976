// A journal that must not be gone on with: damaged, or restored from a backup or an old disk image. The terminal
// recognises it, keeps what is sound, and after a new enrolment nothing is lost and nothing posted twice.
#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "enrolled_terminal.hpp"
#include "journal_damage.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

void sell(Terminal& terminal, const std::string& transaction_id, bool to_member = false) {
  auto checkout = terminal.begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
  REQUIRE(checkout.ok());
  REQUIRE(checkout->add({.product = "4912345000019", .quantity = 3}).ok());
  if (to_member) REQUIRE(checkout->identify(Sighting::from_scan(as_bytes("2900000123456784"))).ok());
  REQUIRE(checkout->commit({.tenders = {{"cash", checkout->quote().due}}}).ok());
}

/// The error of the event that says that staff must act.
std::optional<Error> halted(Terminal& terminal) {
  while (auto event = terminal.wait(std::chrono::milliseconds{200})) {
    const auto* sync = std::get_if<SyncEvent>(&*event);
    if (sync != nullptr && sync->kind == SyncEvent::Kind::halted) return sync->error;
  }
  return std::nullopt;
}

void wait_until_synced(Terminal& terminal) {
  terminal.sync_now();
  for (int i = 0; i < 100 && terminal.sync_status().waiting > 0; ++i)
    (void)terminal.wait(std::chrono::milliseconds{100});
  REQUIRE(terminal.sync_status().waiting == 0);
}

std::filesystem::path store_of(const EnrolledTerminal& terminal) {
  return terminal.ledger.folder() / "store";
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a damaged journal is set aside at open, and its sound unsent entries go up after a new enrolment") {
  EnrolledTerminal terminal;
  sell(*terminal, "SOLD-1");
  wait_until_synced(*terminal);
  terminal.stop();
  terminal.ledger.end(SIGTERM);
  terminal.reopen();
  sell(*terminal, "SOLD-2");
  sell(*terminal, "SOLD-3");
  sell(*terminal, "SOLD-4");
  terminal.stop();
  damage_entry(store_of(terminal) / "journal.db", "SOLD-4");
  terminal.reopen();
  CHECK_FALSE(terminal->enrolled());
  const auto error = halted(*terminal);
  REQUIRE(error.has_value());
  CHECK(error->code == ErrorCode::journal_corrupt);
  CHECK(error->detail.find("3 sound entries") != std::string::npos);
  CHECK(terminal->begin_checkout({.transaction_id = "T"}).error().code == ErrorCode::not_enrolled);
  CHECK(std::filesystem::exists(store_of(terminal) / "journal.db.damaged"));
  CHECK(std::filesystem::exists(store_of(terminal) / "journal-epoch-1.db"));
  CHECK_FALSE(std::filesystem::exists(store_of(terminal) / "journal.db"));
  terminal.reopen();  // nothing more happens to what was set aside
  CHECK_FALSE(terminal->enrolled());
  CHECK_FALSE(std::filesystem::exists(store_of(terminal) / "journal.db.damaged-2"));

  terminal.serve_again();
  terminal.enroll();
  sell(*terminal, "SOLD-5");
  wait_until_synced(*terminal);
  terminal.stop();
  const std::string entries = terminal.ledger.command("entries").output;
  INFO(entries);
  for (const char* number : {"R1-1-000001", "R1-1-000002", "R1-1-000003", "R1-2-000001"}) {
    CHECK(count(entries, number) == 1);
  }
  CHECK(count(entries, "R1-1-000004") == 0);
  CHECK(terminal.ledger.command("verify").status == 0);
}

TEST_CASE("a backup that is put in the journal's place is recognised as a fork, and gives up nothing that it holds") {
  EnrolledTerminal terminal;
  sell(*terminal, "SOLD-1");
  const auto backup = store_of(terminal) / "backup.db";
  REQUIRE(terminal->backup_journal(backup).ok());
  sell(*terminal, "SOLD-2");
  wait_until_synced(*terminal);
  terminal.stop();
  std::filesystem::rename(backup, store_of(terminal) / "journal.db");
  terminal.reopen();
  CHECK_FALSE(terminal->enrolled());
  const auto error = halted(*terminal);
  REQUIRE(error.has_value());
  CHECK(error->code == ErrorCode::journal_forked);
  terminal.enroll();
  sell(*terminal, "SOLD-3");
  wait_until_synced(*terminal);
  terminal.stop();
  const std::string entries = terminal.ledger.command("entries").output;
  INFO(entries);
  for (const char* number : {"R1-1-000001", "R1-1-000002", "R1-2-000001"}) CHECK(count(entries, number) == 1);
}

TEST_CASE("an earlier state of the journal alone is recognised at open by what the ledger's catalog shows") {
  EnrolledTerminal terminal;
  sell(*terminal, "SOLD-1");
  wait_until_synced(*terminal);
  terminal.stop();
  std::filesystem::copy_file(store_of(terminal) / "journal.db", store_of(terminal) / "image");
  terminal.reopen();
  const std::uint64_t catalog_version = terminal->sync_status().catalog_version;
  sell(*terminal, "SOLD-2", true);  // the member's new points come back with the catalog
  wait_until_synced(*terminal);
  for (int i = 0; i < 50 && terminal->sync_status().catalog_version == catalog_version; ++i) {
    (void)terminal->wait(std::chrono::milliseconds{100});
  }
  REQUIRE(terminal->sync_status().catalog_version > catalog_version);
  terminal.stop();
  std::filesystem::rename(store_of(terminal) / "image", store_of(terminal) / "journal.db");
  const auto opened = Terminal::open(terminal.ledger.folder() / "kazasu.toml");
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == ErrorCode::journal_forked);
  CHECK(opened.error().detail.find("salvage") != std::string::npos);
}
