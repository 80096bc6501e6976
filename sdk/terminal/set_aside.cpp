#include "set_aside.hpp"

#include <charconv>

#include "kazasu/journal/journal_reader.hpp"

namespace kazasu {
namespace {

constexpr std::string_view kEpochFileBegins = "journal-epoch-";
constexpr std::string_view kEpochFileEnds = ".db";

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

std::filesystem::path epoch_file(const std::filesystem::path& directory, std::uint64_t epoch) {
  return directory / (std::string{kEpochFileBegins} + std::to_string(epoch) + std::string{kEpochFileEnds});
}

/// Renames journal.db and its log to names that are free.
Result<std::filesystem::path> rename_damaged(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "journal.db";
  std::filesystem::path aside = file.string() + ".damaged";
  for (int number = 2; is_there(aside) || is_there(aside.string() + "-wal"); ++number) {
    aside = file.string() + ".damaged-" + std::to_string(number);
  }
  std::error_code failed;
  // The log first: a log that stayed behind alone would be taken for the next journal's.
  if (is_there(file.string() + "-wal"))
    std::filesystem::rename(file.string() + "-wal", aside.string() + "-wal", failed);
  if (!failed && is_there(file)) std::filesystem::rename(file, aside, failed);
  if (!failed) return aside;
  return Error{ErrorCode::journal_failed, "journal.db: cannot be set aside: " + failed.message()};
}

Result<journal::Salvaged> salvage_best(const std::filesystem::path& directory, const sync::TerminalIdentity& identity,
                                       const std::optional<std::filesystem::path>& from) {
  const std::filesystem::path own = directory / "journal.db";
  const std::filesystem::path into = epoch_file(directory, identity.epoch);
  std::optional<journal::Salvaged> best;
  std::optional<std::filesystem::path> best_source;
  for (const auto& source : {std::optional{own}, from}) {
    if (!source || !is_there(*source)) continue;
    auto salvaged = journal::salvage(*source, into, identity.terminal, identity.epoch);
    if (!salvaged) return salvaged;
    if (best && salvaged->last_seq <= best->last_seq) continue;
    best = std::move(*salvaged);
    best_source = source;
  }
  if (!best) return Error{ErrorCode::file_unreadable, "journal.db: there is none to salvage"};
  // The last one written is not always the best one.
  return journal::salvage(*best_source, into, identity.terminal, identity.epoch);
}

}  // namespace

std::string describe(const SetAside& aside) {
  return "the journal was set aside, its " + std::to_string(aside.salvaged.entries) +
         " sound entries are kept and go up after the next enrolment";
}

Result<SetAside> set_journal_aside(const std::filesystem::path& directory, const sync::TerminalIdentity& identity,
                                   KeyStore& keys, const std::optional<std::filesystem::path>& from) {
  auto salvaged = salvage_best(directory, identity, from);
  if (!salvaged) return salvaged.error();
  if (auto ended = sync::end_enrollment(keys); !ended) return ended.error();
  auto damaged = rename_damaged(directory);
  if (!damaged) return damaged.error();
  SetAside aside{std::move(*salvaged), epoch_file(directory, identity.epoch), {}};
  if (is_there(*damaged)) aside.damaged_file = std::move(*damaged);
  return aside;
}

Result<void> finish_setting_aside(const std::filesystem::path& directory, KeyStore& keys) {
  const std::filesystem::path file = directory / "journal.db";
  if (!is_there(file) && !is_there(file.string() + "-wal")) return {};
  if (auto reader = journal::JournalReader::open(file)) {
    const sync::TerminalIdentity identity{.terminal = (*reader)->terminal(), .epoch = (*reader)->epoch()};
    // Salvaged before the enrolment ended, or sold with by a terminal whose keys are lost since.
    if (!is_there(epoch_file(directory, identity.epoch))) {
      auto aside = set_journal_aside(directory, identity, keys, std::nullopt);
      if (!aside) return aside.error();
      return {};
    }
  }
  auto damaged = rename_damaged(directory);
  if (!damaged) return damaged.error();
  return {};
}

bool is_backup(const std::filesystem::path& directory) {
  const auto reader = journal::JournalReader::open(directory / "journal.db");
  return reader && (*reader)->is_copy();
}

std::map<std::uint64_t, std::filesystem::path> earlier_journal_files(const std::filesystem::path& directory) {
  std::map<std::uint64_t, std::filesystem::path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator{directory, failed}) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kEpochFileBegins) || !name.ends_with(kEpochFileEnds)) continue;
    const char* begin = name.data() + kEpochFileBegins.size();
    const char* end = name.data() + name.size() - kEpochFileEnds.size();
    std::uint64_t epoch = 0;
    if (const auto [read_to, wrong] = std::from_chars(begin, end, epoch); wrong == std::errc{} && read_to == end) {
      files.emplace(epoch, entry.path());
    }
  }
  return files;
}

}  // namespace kazasu
