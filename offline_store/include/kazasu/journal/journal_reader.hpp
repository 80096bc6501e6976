#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {

/// A journal file as a tool reads it, also while a terminal of another process sells with it: then it is read from a
/// private copy of that moment, which is taken without a lock and goes with the reader. Neither the file nor its folder
/// is changed. A journal that this process has open is `journal_in_use`: ask that Journal. Any released schema is read.
/// Thread: one at a time.
class JournalReader {
 public:
  /// `file_unreadable` if there is none; `journal_corrupt` if it is no journal; `journal_newer`.
  static Result<std::unique_ptr<JournalReader>> open(const std::filesystem::path& file);
  ~JournalReader();
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  [[nodiscard]] const std::string& terminal() const;
  [[nodiscard]] std::uint64_t epoch() const;
  [[nodiscard]] int schema_version() const;
  /// As the file says it; trustworthy once `for_each` found no fault.
  [[nodiscard]] std::uint64_t acknowledged_seq() const;
  [[nodiscard]] std::uint64_t removed_seq() const;
  [[nodiscard]] std::uint64_t last_seq() const;
  [[nodiscard]] bool is_copy() const;  ///< a backup
  [[nodiscard]] const std::optional<TimeAnchor>& time_anchor() const;

  /// Recomputes the chain and shows every sound entry, in order, until the visitor returns false or a fault is met.
  Result<Verification> for_each(const std::function<bool(const v1::Entry&)>& visit);
  /// An entry by itself, checked for its own content, not for its place in the chain; `not_found`.
  Result<v1::Entry> entry(std::uint64_t seq);
  Result<std::string> document(const proto::Digest& name);
  Result<std::vector<v1::Verdict>> verdicts();
  /// As Journal::backup.
  Result<void> backup(const std::filesystem::path& file);

 private:
  class State;
  explicit JournalReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether a terminal of another process has the file open.
bool is_in_use_elsewhere(const std::filesystem::path& file);

/// The entries of a file up to the first fault, in memory.
struct JournalCopy {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::vector<v1::Entry> entries;
  ChainPosition acknowledged;
  Verification verification;
};
Result<JournalCopy> read_journal_file(const std::filesystem::path& file);

}  // namespace kazasu::journal
