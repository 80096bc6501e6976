// A real full disk: a small file system, in a mount namespace of a child process.
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

constexpr int kMountNotAllowed = 99;

/// Mounts an empty file system of `size` on the folder, seen by this process only.
bool mount_small(const std::filesystem::path& folder, const char* size) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, size) == 0;
}

/// Runs `steps` in a child on a file system of `size`; they return the number of the step that went wrong, or 0.
template <class Steps>
void run_on_small_disk(const char* size, const Steps& steps) {
  TemporaryFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(mount_small(folder.path(), size) ? steps(folder) : kMountNotAllowed);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));  // and not by SIGBUS
  if (WEXITSTATUS(status) == kMountNotAllowed) SKIP("mounting is not allowed here");
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE("before money is taken a nearly full disk is refused, though a commit would still succeed") {
  run_on_small_disk("size=12m", [](const TemporaryFolder& folder) {
    auto journal = Journal::open(r1(folder / "journal.db"));
    if (!journal) return 1;
    const auto prepared = (*journal)->prepare();
    if (prepared || prepared.error().code != ErrorCode::journal_full) return 2;
    return (*journal)->append(checkout_named("T1")) ? 0 : 3;
  });
}

TEST_CASE("on a full disk the commit is refused by name; with room again every acknowledged entry is there") {
  run_on_small_disk("size=12m", [](const TemporaryFolder& folder) {
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
  run_on_small_disk("size=12m", [](const TemporaryFolder& folder) {
    {
      auto journal = Journal::open(r1(folder / "journal.db"));
      if (!journal || !(*journal)->append(checkout_named("T1"))) return 1;
    }
    {
      std::ofstream ballast{folder / "ballast"};
      while (ballast << std::string(4096, 'b') << std::flush) {
      }
    }
    const auto refused = Journal::open(r1(folder / "journal.db"));
    if (refused || refused.error().code != ErrorCode::journal_full) return 2;
    std::filesystem::remove(folder / "ballast");
    auto journal = Journal::open(r1(folder / "journal.db"));
    if (!journal) return 3;
    return (*journal)->find("2026-04-01", "T1") == 1 ? 0 : 4;
  });
}
