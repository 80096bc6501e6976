#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "disk/memory_disk.hpp"
#include "kazasu/journal/journal.hpp"
#include "random.hpp"

namespace kazasu::simulation {

/// One thing that a terminal does to its journal.
struct JournalStep {
  enum class Kind { append, acknowledge, reopen } kind = Kind::append;
  std::size_t bytes = 0;  ///< of an appended entry's body, about
};

/// Checkouts of all sizes, acknowledgements with verdicts, restarts. With `checkpoints` entries are so large that the
/// log is moved into the file several times.
std::vector<JournalStep> plan_journal(Random& random, int steps, bool checkpoints);

/// A journal as its owner knows it, who believes only what he was told.
class JournalHistory {
 public:
  explicit JournalHistory(MemoryDisk& disk) : disk_(disk) {}

  /// Does the steps on a journal of the disk until one fails; whether none did.
  bool run(const std::vector<JournalStep>& steps, const std::string& vfs);
  /// Opens what is left of the disk and compares; "" or what is wrong. Goes on with one more entry, so that a journal
  /// that opens but cannot work is found too.
  [[nodiscard]] std::string check(const DiskImage& left) const;
  /// The same on the disk itself, as `vfs`, and takes what is found for what is known.
  std::string check_and_adopt(const std::string& vfs);

  /// What a step that failed did before it failed, if it told nobody.
  [[nodiscard]] std::string acknowledged_after_failure() const { return broken_latch_; }

 private:
  using Opened = Result<std::unique_ptr<journal::Journal>>;

  Opened open(const std::string& vfs) const;
  bool append(journal::Journal& journal, std::size_t bytes);
  bool acknowledge(journal::Journal& journal);
  void try_after_failure(journal::Journal& journal);
  std::string compare(journal::Journal& journal) const;
  static std::string name_of(std::uint64_t seq, std::uint64_t attempt);

  MemoryDisk& disk_;
  std::vector<std::string> told_;      ///< transaction ids that were acknowledged to the till, in order
  std::vector<std::string> attempts_;  ///< of the entry after them, so far
  std::uint64_t acknowledged_ = 0;     ///< by the ledger, as told
  std::uint64_t acknowledging_ = 0;    ///< tried, not told
  std::uint64_t attempt_ = 0;
  std::string broken_latch_;
};

/// A checkout's entry with a body of about so many bytes.
journal::NewEntry sample_entry(const std::string& transaction_id, std::size_t bytes);

}  // namespace kazasu::simulation
