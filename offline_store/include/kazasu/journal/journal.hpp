#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::journal {

struct JournalOptions {
  std::filesystem::path file;
  std::string terminal;
  std::uint64_t epoch = 0;
  std::string vfs;  ///< a registered SQLite VFS, for tests; "": the system's
};

/// What to record. `body` is a serialized EntryBody.
struct NewEntry {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  std::int64_t wall_unix_ms = 0;
  std::int64_t monotonic_ns = 0;
  std::string transaction_id;
  std::string business_date;  ///< YYYY-MM-DD
  std::string body;
};

/// A place in the chain; seq 0 is before the first entry.
struct ChainPosition {
  std::uint64_t seq = 0;
  proto::Digest hash{};
};

/// The first thing that is wrong with a journal.
struct JournalFault {
  std::uint64_t seq = 0;
  std::string what;
};

struct Verification {
  std::uint64_t entries = 0;
  ChainPosition head;
  std::optional<JournalFault> fault;
};

/// The terminal's append-only record: one file for one epoch of one terminal. An entry is one packed row and one flush;
/// hashes chain them. Opening verifies the whole chain. The first failed write latches: nothing more is acknowledged until
/// the journal is opened and verified again. Thread: one at a time; one process at a time (`journal_in_use`).
class Journal {
 public:
  /// Opens or creates. `journal_corrupt` names the first bad entry; `journal_newer`: made by a later version.
  static Result<std::unique_ptr<Journal>> open(const JournalOptions& options);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Durable when it returns. On an error nothing is acknowledged: `find` after a reopen tells whether it is there.
  Result<v1::Entry> append(const NewEntry& entry);
  /// Whether an append can succeed: not latched, and room on the disk (`journal_full`).
  Result<void> prepare();

  /// The seq that a transaction id recorded in a business date.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view business_date, std::string_view transaction_id) const;
  /// `not_found` if there is no such entry.
  Result<v1::Entry> entry(std::uint64_t seq);
  /// Consecutive entries from `from_seq` on; at least one if there is one, then as many as fit both limits.
  Result<std::vector<v1::Entry>> read(std::uint64_t from_seq, std::size_t max_entries, std::size_t max_bytes);

  [[nodiscard]] const ChainPosition& head() const;
  [[nodiscard]] const ChainPosition& acknowledged() const;
  /// The ledger has everything up to `seq`, and these verdicts came with it: one durable transaction. `journal_forked` if
  /// `hash` is not this journal's at `seq`.
  Result<void> record_acknowledgement(std::uint64_t seq, const proto::Digest& hash, std::span<const v1::Verdict> verdicts);
  [[nodiscard]] std::uint64_t last_verdict_number() const;
  Result<std::vector<v1::Verdict>> verdicts(std::uint64_t after_number);

  /// Recomputes the whole chain.
  Result<Verification> verify();
  /// A whole copy by SQLite's backup interface; replaces nothing: the file must not exist.
  Result<void> backup(const std::filesystem::path& file);

 private:
  class State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A journal file read by a tool, in whatever state it is. It is never written.
struct JournalCopy {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::vector<v1::Entry> entries;
  ChainPosition acknowledged;
  Verification verification;
};
Result<JournalCopy> read_journal_file(const std::filesystem::path& file);

}  // namespace kazasu::journal
