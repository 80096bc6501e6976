// A terminal on a full disk: refused before money is taken, or sold without members where the shop wants that.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "offline_store/small_disk.hpp"
#include "prepared_terminal.hpp"

using namespace kazasu;

namespace {

constexpr std::uint64_t kWanted = 16ULL * 1024 * 1024;  // that prepare wants free

SmallDisk any_disk() {
  return GENERATE(SmallDisk{SmallDisk::Kind::tmpfs, 40}, SmallDisk{SmallDisk::Kind::ext4_1k, 48});
}

bool is(const Result<void>& result, ErrorCode code) {
  return !result && result.error().code == code;
}

/// A checkout of Yuki's, who pays so many points.
std::optional<Checkout> ring_up(Terminal& terminal, const std::string& transaction_id, std::int64_t points = 100) {
  auto checkout = terminal.begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
  if (!checkout || !checkout->add({.product = "4912345000019", .quantity = 2}) ||
      !checkout->identify(Sighting::from_scan(as_bytes(kYukisNumber))) || !checkout->redeem(Points{points})) {
    return std::nullopt;
  }
  return std::move(*checkout);
}

bool halted_with(Terminal& terminal, ErrorCode code) {
  while (auto event = terminal.wait(std::chrono::milliseconds{0})) {
    const auto* sync = std::get_if<SyncEvent>(&*event);
    if (sync != nullptr && sync->kind == SyncEvent::Kind::halted && sync->error.code == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("disk full: refused before payment; without members the sale goes on if the shop wants it") {
  run_on(any_disk(), [](const TemporaryFolder& folder) {
    PreparedTerminal prepared{folder / "terminal"};
    Configuration configuration = prepared.configuration();
    configuration.sell_without_members_when_full = true;
    auto terminal = Terminal::open(configuration);
    if (!terminal) return 1;
    if (sell(*terminal, "T1", true) != "R1-1-000001") return 2;
    small_disk::fill(folder / "ballast", kWanted - 1'000'000);
    auto checkout = ring_up(*terminal, "T2");
    if (!checkout || checkout->quote().redeemed_points != Points{100}) return 3;
    if (!is(checkout->prepare(), ErrorCode::journal_full)) return 4;

    if (!checkout->sell_without_members()) return 5;
    if (checkout->member() || checkout->quote().redeemed_points != Points{} ||
        checkout->quote().awarded_points != Points{}) {
      return 6;
    }
    if (!checkout->prepare()) return 7;
    if (checkout->identify(Sighting::from_scan(as_bytes(kYukisNumber)))) return 8;
    if (!is(checkout->redeem(Points{1}), ErrorCode::journal_full)) return 9;
    const auto receipt = checkout->commit({.tenders = {{"cash", checkout->quote().due}}});
    if (!receipt || receipt->mode != Mode::unrecorded || !receipt->number.empty() || receipt->member) return 10;
    if (receipt_text(*receipt, Language::en).find("No points on this receipt") == std::string::npos) return 11;
    const auto found = terminal->find_receipt("T2");
    if (found || found.error().code != ErrorCode::not_found) return 12;

    std::filesystem::remove(folder / "ballast");
    // With room again it is of no use any more, and members are back.
    auto again = ring_up(*terminal, "T3");
    if (!again || !again->prepare()) return 13;
    if (!is(again->sell_without_members(), ErrorCode::invalid_argument)) return 14;
    const auto recorded = again->commit({.tenders = {{"cash", again->quote().due}}});
    return recorded && recorded->number == "R1-1-000002" && recorded->mode == Mode::live ? 0 : 15;
  });
}

TEST_CASE("disk full: without that setting nothing is sold, and nothing durable is lost") {
  run_on(any_disk(), [](const TemporaryFolder& folder) {
    PreparedTerminal prepared{folder / "terminal"};
    Terminal* terminal = &prepared.open();
    if (sell(*terminal, "T1", true) != "R1-1-000001") return 1;
    small_disk::fill(folder / "ballast");
    auto checkout = ring_up(*terminal, "T2");
    if (!checkout || !is(checkout->prepare(), ErrorCode::journal_full)) return 2;
    if (!is(checkout->sell_without_members(), ErrorCode::journal_full)) return 3;
    if (!checkout->member()) return 4;  // as it was
    checkout.reset();
    prepared.close();  // which frees the log's room
    small_disk::fill(folder / "ballast");
    const auto refused = Terminal::open(prepared.configuration());
    if (refused || refused.error().code != ErrorCode::journal_full) return 5;
    std::filesystem::remove(folder / "ballast");
    terminal = &prepared.open();
    if (!terminal->find_receipt("T1")) return 6;
    return sell(*terminal, "T2", true) == "R1-1-000002" ? 0 : 7;
  });
}

TEST_CASE("disk full at open: the terminal opens where the shop wants it, and begins to record once there is room") {
  run_on(any_disk(), [](const TemporaryFolder& folder) {
    PreparedTerminal prepared{folder / "terminal"};
    if (sell(prepared.open(), "T1", true) != "R1-1-000001") return 1;
    prepared.close();
    small_disk::fill(folder / "ballast");
    Configuration configuration = prepared.configuration();
    configuration.sell_without_members_when_full = true;
    auto terminal = Terminal::open(configuration);
    if (!terminal || !terminal->enrolled()) return 2;
    if (!halted_with(*terminal, ErrorCode::journal_full)) return 3;
    for (int i = 0; i < 2; ++i) {
      const auto refused = terminal->begin_checkout({.transaction_id = "T2"});
      if (refused || refused.error().code != ErrorCode::journal_full) return 4;
    }
    if (halted_with(*terminal, ErrorCode::journal_full)) return 5;  // told once
    std::filesystem::remove(folder / "ballast");
    if (sell(*terminal, "T2", true) != "R1-1-000002") return 6;
    return terminal->find_receipt("T1") ? 0 : 7;
  });
}

TEST_CASE("disk full: after a commit that failed, nobody sells the same again in another way") {
  run_on(any_disk(), [](const TemporaryFolder& folder) {
    PreparedTerminal prepared{folder / "terminal"};
    Configuration configuration = prepared.configuration();
    configuration.sell_without_members_when_full = true;
    auto terminal = Terminal::open(configuration);
    if (!terminal) return 1;
    small_disk::fill(folder / "ballast");
    // The log is preallocated: it takes some sales until it has to be moved into the file.
    for (int i = 1; i < 5'000; ++i) {
      auto checkout = ring_up(*terminal, "T" + std::to_string(i), 0);
      if (!checkout) return 2;
      const auto receipt = checkout->commit({.tenders = {{"cash", checkout->quote().due}}});
      if (receipt) continue;
      if (receipt.error().code != ErrorCode::journal_full && receipt.error().code != ErrorCode::journal_failed)
        return 3;
      return is(checkout->sell_without_members(), ErrorCode::journal_failed) ? 0 : 4;
    }
    return 5;
  });
}
