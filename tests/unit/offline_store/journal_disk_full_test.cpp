// A real full disk: a small file system, in a mount namespace of a child process.
#include <catch2/generators/catch_generators.hpp>

#include "offline_store/small_disk.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

/// With about as much room in either.
SmallDisk any_small_disk() {
  return GENERATE(SmallDisk{SmallDisk::Kind::tmpfs, 12}, SmallDisk{SmallDisk::Kind::ext4_1k, 16});
}

}  // namespace

TEST_CASE("before money is taken a nearly full disk is refused, though a commit would still succeed") {
  run_on(any_small_disk(), [](const TemporaryFolder& folder) {
    auto journal = Journal::open(r1(folder / "journal.db"));
    if (!journal) return 1;
    const auto prepared = (*journal)->prepare();
    if (prepared || prepared.error().code != ErrorCode::journal_full) return 2;
    return (*journal)->append(checkout_named("T1")) ? 0 : 3;
  });
}

TEST_CASE("on a full disk the commit is refused by name; with room again every acknowledged entry is there") {
  run_on(any_small_disk(), [](const TemporaryFolder& folder) {
    std::ofstream{folder / "ballast"} << std::string(4UL * 1024 * 1024, 'b');
    std::uint64_t acknowledged = 0;
    {
      auto journal = Journal::open(r1(folder / "journal.db"));
      if (!journal) return 1;
      for (;; ++acknowledged) {
        const auto entry = (*journal)->append(checkout_named("T" + std::to_string(acknowledged + 1), 20'000));
        if (entry) continue;
        // Where the disk fills up while the log is moved into the file, the commit before stands and this one is
        // refused.
        if (describe(entry.error()).find("journal_full") == std::string::npos) return 2;
        break;
      }
      if (acknowledged < 50) return 3;
    }
    std::filesystem::remove(folder / "ballast");
    auto journal = Journal::open(r1(folder / "journal.db"));
    if (!journal) return 4;
    if ((*journal)->head().seq < acknowledged || (*journal)->head().seq > acknowledged + 1) return 5;
    if (!(*journal)->append(checkout_named("T-after"))) return 6;
    return 0;
  });
}

TEST_CASE("opening on a full disk is refused by name and harms nothing") {
  run_on(any_small_disk(), [](const TemporaryFolder& folder) {
    {
      auto journal = Journal::open(r1(folder / "journal.db"));
      if (!journal || !(*journal)->append(checkout_named("T1"))) return 1;
    }
    small_disk::fill(folder / "ballast");
    const auto refused = Journal::open(r1(folder / "journal.db"));
    if (refused || refused.error().code != ErrorCode::journal_full) return 2;
    std::filesystem::remove(folder / "ballast");
    auto journal = Journal::open(r1(folder / "journal.db"));
    if (!journal) return 3;
    return *(*journal)->find("2026-04-01", "T1") == 1 ? 0 : 4;
  });
}
