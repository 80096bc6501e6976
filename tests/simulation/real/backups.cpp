#include "real/backups.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "kazasu/journal/journal_reader.hpp"
#include "random.hpp"
#include "storage/journal_history.hpp"
#include "temporary_folder.hpp"

namespace kazasu::simulation {
namespace {

constexpr std::uint64_t kMicrosecondsMax = 4'000;
/// A journal is read whole for each backup: it is begun anew before that takes long.
constexpr std::uint64_t kBackupsPerJournal = 25;

/// Appends until it is killed, and writes one byte for each entry that it was told is durable; in the child process.
[[noreturn]] void append_for_ever(const std::filesystem::path& file, std::uint64_t seed, int output) {
  auto journal = journal::Journal::open({.file = file, .terminal = "R1", .epoch = 1, .vfs = {}});
  if (!journal) ::_exit(1);
  Random random{seed};
  for (std::uint64_t i = 1;; ++i) {
    // Some so large that the log is moved into the file from time to time.
    const std::size_t bytes = random.chance(30) ? 200'000 : 200 + random.below(2'000);
    if (!(*journal)->append(sample_entry("T" + std::to_string(i), bytes))) ::_exit(2);
    const char told = '.';
    if (::write(output, &told, 1) != 1) ::_exit(3);
    ::usleep(200);
  }
}

/// One selling process with its journal.
class Seller {
 public:
  Seller(const std::filesystem::path& file, std::uint64_t seed) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return;
    child_ = ::fork();
    if (child_ == 0) append_for_ever(file, seed, pipe[1]);
    ::close(pipe[1]);
    told_from_ = pipe[0];
    ::fcntl(told_from_, F_SETFL, O_NONBLOCK);
  }
  ~Seller() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    if (told_from_ >= 0) ::close(told_from_);
  }
  Seller(const Seller&) = delete;
  Seller& operator=(const Seller&) = delete;

  /// How many entries it has been told of by now.
  std::uint64_t told() {
    std::array<char, 4096> part{};
    for (ssize_t count = 0; (count = ::read(told_from_, part.data(), part.size())) > 0;)
      told_ += static_cast<std::uint64_t>(count);
    return told_;
  }

 private:
  pid_t child_ = -1;
  int told_from_ = -1;
  std::uint64_t told_ = 0;
};

std::string back_up_once(const std::filesystem::path& journal_file, Seller& seller, std::uint64_t& most) {
  const std::filesystem::path copy = journal_file.parent_path() / "backup.db";
  std::filesystem::remove(copy);
  const std::uint64_t told = seller.told();
  auto reader = journal::JournalReader::open(journal_file);
  if (!reader) return "it cannot be read: " + describe(reader.error());
  if (auto made = (*reader)->backup(copy); !made) return "it cannot be backed up: " + describe(made.error());
  const auto read = journal::read_journal_file(copy);
  if (!read) return "the backup cannot be read: " + describe(read.error());
  if (read->verification.fault) return "the backup is damaged: " + read->verification.fault->what;
  if (read->entries.size() < told) {
    return "of " + std::to_string(told) + " entries that the till was told of, the backup has " +
           std::to_string(read->entries.size());
  }
  most = std::max<std::uint64_t>(most, read->entries.size());
  return "";
}

}  // namespace

SweepReport back_up_while_selling(std::uint64_t seed, std::uint64_t times, const Progress& progress) {
  SweepReport report;
  Random random{seed};
  std::uint64_t most = 0;
  while (report.points < times && report.violation.empty()) {
    const TemporaryFolder folder;
    const auto file = folder / "journal.db";
    Seller seller{file, random.next()};
    for (int waits = 0; seller.told() == 0 && waits < 5'000; ++waits) ::usleep(1'000);
    if (seller.told() == 0) report.violation = "nothing is sold";
    for (std::uint64_t i = 0; i < kBackupsPerJournal && report.points < times && report.violation.empty(); ++i) {
      ::usleep(static_cast<useconds_t>(random.below(kMicrosecondsMax)));
      report.violation = back_up_once(file, seller, most);
      progress(++report.points);
    }
  }
  if (report.violation.empty() && most < 10) report.violation = "too little was sold to show anything";
  return report;
}

}  // namespace kazasu::simulation
