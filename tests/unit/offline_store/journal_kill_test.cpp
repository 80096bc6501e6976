// A terminal that dies at any moment: what it acknowledged is there, and nothing that it never tried.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "kazasu/journal/journal_reader.hpp"
#include "offline_store/store_fixture.hpp"

using namespace kazasu;
using namespace kazasu::journal;

namespace {

/// Appends without end and writes a byte for each acknowledged entry; for the child process only.
[[noreturn]] void append_for_ever(const std::filesystem::path& file, int acknowledgements) {
  auto journal = Journal::open(r1(file));
  if (!journal) ::_exit(1);
  for (std::uint64_t seq = (*journal)->head().seq + 1;; ++seq) {
    if (!(*journal)->append(checkout_named("T" + std::to_string(seq)))) ::_exit(2);
    const char one = 'a';
    if (::write(acknowledgements, &one, 1) != 1) ::_exit(3);
  }
}

/// Lets a child append until it acknowledged `enough` entries, kills it, and returns how many it acknowledged in all.
std::uint64_t acknowledged_until_killed(const std::filesystem::path& file, std::uint64_t enough) {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) append_for_ever(file, pipe[1]);
  ::close(pipe[1]);
  std::uint64_t acknowledged = 0;
  std::array<char, 64> bytes{};
  bool killed = false;
  for (ssize_t count = 1; count > 0;) {
    count = ::read(pipe[0], bytes.data(), bytes.size());
    if (count > 0) acknowledged += static_cast<std::uint64_t>(count);
    if (!killed && acknowledged >= enough) {
      killed = true;
      ::kill(child, SIGKILL);
    }
  }
  ::close(pipe[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return acknowledged;
}

}  // namespace

TEST_CASE("a terminal killed while it commits loses no acknowledged entry and gains at most the one under way") {
  MemoryFolder folder;
  const auto file = folder / "journal.db";
  std::uint64_t before = 0;
  for (const std::uint64_t enough : {1, 2, 3, 5, 8, 13, 21, 34, 200, 1, 1500, 7}) {
    const std::uint64_t acknowledged = before + acknowledged_until_killed(file, enough);
    const auto journal = open_journal(r1(file));
    const std::uint64_t recovered = journal->head().seq;
    CHECK(recovered >= acknowledged);
    CHECK(recovered <= acknowledged + 1);
    for (std::uint64_t seq = 1; seq <= recovered; ++seq) {
      REQUIRE(*journal->find("2026-04-01", "T" + std::to_string(seq)) == seq);
    }
    before = recovered;
  }
}

TEST_CASE("a tool reads the file of a terminal that was killed, its log included") {
  MemoryFolder folder;
  const std::uint64_t acknowledged = acknowledged_until_killed(folder / "journal.db", 5);
  const auto copy = read_journal_file(folder / "journal.db");
  REQUIRE(copy.ok());
  CHECK_FALSE(copy->verification.fault.has_value());
  CHECK(copy->entries.size() >= acknowledged);
  CHECK(std::filesystem::exists(folder / "journal.db-wal"));
  CHECK_FALSE(std::filesystem::exists(folder / "journal.db-shm"));
  CHECK(open_journal(r1(folder / "journal.db"))->head().seq == copy->entries.size());
}
