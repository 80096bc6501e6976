#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/proto/digest.hpp"
#include "kazasu/time/trusted_time.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::journal {

/// File controls that a VFS may answer in place of the operating system (SQLite leaves numbers above 100 to them).
inline constexpr int kVfsFreeBytes = 0x6B7A01;    ///< std::int64_t*: bytes free on the disk
inline constexpr int kVfsFlushFolder = 0x6B7A02;  ///< nullptr: makes the names of files durable

struct JournalOptions {
  std::filesystem::path file;  ///< created if it is not there, readable to its owner only
  std::string terminal;
  std::uint64_t epoch = 0;  ///< from 1
  std::string vfs;          ///< a registered SQLite VFS, for tests; "": the system's
};

/// What an entry names by the hash of its content: an offer set, a store's identity.
struct Document {
  std::string domain;    ///< what kind of document it is, as in "kazasu.offers.v1"
  proto::Digest name{};  ///< SHA-256(domain ‖ bytes)
  std::string bytes;     ///< up to 64 MiB
};

/// What to record.
struct NewEntry {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  std::int64_t wall_unix_ms = 0;
  std::int64_t monotonic_ns = 0;
  std::string transaction_id;         ///< 1 to 256 bytes
  std::string business_date;          ///< YYYY-MM-DD
  std::string body;                   ///< a serialized EntryBody that holds the same two, up to 4 MiB
  std::vector<Document> documents{};  ///< what the body names and the journal does not hold yet: in the same flush
};

/// A place in the chain; seq 0 is before the first entry.
struct ChainPosition {
  std::uint64_t seq = 0;
  proto::Digest hash{};
};

/// The first thing that is wrong with a journal.
struct JournalFault {
  std::uint64_t seq = 0;  ///< the entry that is not what was recorded, or is missing
  std::string what;
};

struct Verification {
  std::uint64_t entries = 0;
  ChainPosition removed;  ///< retention removed the entries up to it
  ChainPosition head;
  std::optional<JournalFault> fault;
};

/// The terminal's append-only record: one file for one epoch of one terminal. An entry is one packed row and one flush;
/// hashes chain them. Opening verifies the whole chain. The first access that fails latches: until the journal is
/// closed, opened and so verified again, nothing more is acknowledged, and closing leaves the file as it is. Thread:
/// one at a time; one process at a time (`journal_in_use`).
class Journal {
 public:
  /// Opens or creates. `journal_corrupt` names the first bad entry; `journal_newer`: made by a later version;
  /// `journal_forked`: the file is a backup, and another may have gone on after it; `invalid_argument`: it is another
  /// terminal's or epoch's.
  static Result<std::unique_ptr<Journal>> open(const JournalOptions& options);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Durable when it returns. `invalid_argument`, `limit_exceeded`, `transaction_id_reused`: nothing was recorded.
  /// After `journal_full` or `journal_failed` it is unknown, and `find` after the next opening tells.
  Result<v1::Entry> append(const NewEntry& entry);
  /// Whether an append can be expected to succeed: not latched, and 16 MiB free on the disk (`journal_full`).
  Result<void> prepare();

  /// The seq that a transaction id recorded in a business date, as far as retention has not removed it.
  Result<std::optional<std::uint64_t>> find(std::string_view business_date, std::string_view transaction_id);
  /// `not_found` if there is no such entry, or retention removed it.
  Result<v1::Entry> entry(std::uint64_t seq);
  /// The hash of an entry, also of the last one removed and of seq 0; else as `entry`.
  Result<proto::Digest> hash_at(std::uint64_t seq);
  /// Consecutive entries from `from_seq` on; at least one if there is one, then as many as fit both limits (bytes of
  /// their bodies).
  Result<std::vector<v1::Entry>> read(std::uint64_t from_seq, std::size_t max_entries, std::size_t max_bytes);
  /// Every entry that the ledger has not acknowledged, in order.
  Result<void> for_each_unacknowledged(const std::function<void(const v1::Entry&)>& visit);

  [[nodiscard]] const ChainPosition& head() const;
  [[nodiscard]] const ChainPosition& acknowledged() const;
  /// The last entry that retention removed; the first one kept follows it.
  [[nodiscard]] const ChainPosition& removed() const;

  [[nodiscard]] bool holds_document(const proto::Digest& name) const;
  /// `not_found`; `journal_corrupt` if it is not what its name says.
  Result<std::string> document(const proto::Digest& name);
  /// Adds documents that entries from before name: one durable transaction.
  Result<void> add_documents(std::span<const Document> documents);

  /// How far the entries are settled: acknowledged, and each with its verdict. Looks no further than `limit`.
  Result<std::uint64_t> settled_up_to(std::uint64_t limit);
  /// Removes the entries up to `seq` with their verdicts and the documents named, behind a checkpoint of the chain: one
  /// durable transaction; a crash leaves all or nothing of it. `invalid_argument` unless `seq` is settled. What it
  /// frees is used again by the next entries: the file does not shrink.
  Result<void> remove_up_to(std::uint64_t seq, std::span<const proto::Digest> documents);
  /// The ledger has everything up to `seq`, and these verdicts came with it: one durable transaction. `journal_forked`
  /// if `hash` is not this journal's at `seq`. An earlier position than the one acknowledged is checked but changes
  /// nothing.
  Result<void> record_acknowledgement(std::uint64_t seq, const proto::Digest& hash,
                                      std::span<const v1::Verdict> verdicts = {});
  /// Verdicts that came by themselves; those already held stay as they are. Numbers count from 1.
  Result<void> record_verdicts(std::span<const v1::Verdict> verdicts);
  [[nodiscard]] std::uint64_t last_verdict_number() const;
  /// In the order of their numbers.
  Result<std::vector<v1::Verdict>> verdicts(std::uint64_t after_number);

  /// What was last kept of the true time; nothing before the first.
  [[nodiscard]] const std::optional<TimeAnchor>& time_anchor() const;
  /// Replaces it: one durable transaction.
  Result<void> keep_time(const TimeAnchor& anchor);

  /// Recomputes the whole chain. A fault latches.
  Result<Verification> verify();
  /// A whole copy by SQLite's backup interface, flushed, verified and then given its name; replaces nothing: the file
  /// must not exist. A copy that fails is removed. It is marked as a copy: opening it as a journal is `journal_forked`.
  Result<void> backup(const std::filesystem::path& file);

 private:
  class State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu::journal
