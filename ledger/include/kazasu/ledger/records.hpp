#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kazasu/ledger/books.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/bytes.hpp"

/// Rows of the ledger, as its listings show them.
namespace kazasu::ledger {

/// One life of a terminal's journal: a new key, a new epoch.
struct Enrollment {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::string company;
  std::string store;
  std::string public_key_pem;
  std::int64_t enrolled_unix_ms = 0;
  std::uint32_t key_number = 1;  ///< where a client is meant: which of the epoch's keys it shows; 1: `public_key_pem`
};

/// A key that a terminal signs batches with and shows in its certificate. The first is its enrolment's; each later one
/// was brought in by the signature of the one before.
struct TerminalKey {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint32_t number = 1;  ///< in the epoch, from 1
  std::string public_key_pem;
  std::string certificate_request_pem;  ///< with `introduction`, the evidence; empty for the first
  Bytes introduction;                   ///< the signature of the key before over the request
  std::int64_t introduced_unix_ms = 0;
  std::int64_t used_unix_ms = 0;  ///< since then those before it are void; 0: not used yet
  std::uint64_t from_seq = 1;     ///< the first entry of the epoch that came under it, once it is used
};

/// The signature of a batch that brought entries.
struct BatchSignature {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint64_t first_seq = 0;  ///< of the batch; the first ones may have been there already
  std::uint64_t last_seq = 0;
  std::uint64_t key_epoch = 0;  ///< an enrolment may deliver entries of earlier ones
  std::uint32_t key_number = 1;
  Bytes signature;
};

/// An entry as it was taken in, with what was decided on it.
struct IntakeEntry {
  proto::EntryId id;
  v1::Entry entry;  ///< `hash` is the one that it arrived with
  std::int64_t received_unix_ms = 0;
  std::string business_date;  ///< "" if the body could not be read
  std::string account_id;     ///< "": a guest, or unknown because the entry was refused
  v1::Verdict verdict;
};

/// Something true at the till but wrong centrally.
struct LedgerException {
  proto::EntryId id;
  std::string reason;
  std::string hash_hex;  ///< of the entry that it is about: a fork has another than the entry in the books
  std::int64_t recorded_unix_ms = 0;
};

struct AccountSummary {
  std::string account_id;
  bool provisional = false;
  std::string rank;
  std::int64_t points = 0;  ///< of the program's own wallet: all open lots less the debt
  std::int64_t debt = 0;    ///< ≥ 0; of the program's own wallet
  std::int64_t open_lots = 0;
  std::int64_t coupons_held = 0;
  std::map<std::string, std::int64_t> wallets{};  ///< points of the further wallets, less their debts
};

struct RecordedPosting {
  std::string account_id;
  proto::EntryId entry;  ///< terminal "ledger", epoch 0 for the ledger's own
  std::int64_t n = 0;
  Posting posting;
};

/// What a budget limits.
enum class BudgetKind : std::uint8_t {
  uses = 1,
  amount = 2,  ///< of discounts, minor units
  points = 3,  ///< awarded
};

/// What an offer may come to at all terminals together, in one kind, and has. Always used + leased ≤ ceiling.
struct Budget {
  std::string offer;
  BudgetKind kind = BudgetKind::uses;
  std::int64_t most = 0;     ///< by the program; 0: nothing more is given out
  std::int64_t ceiling = 0;  ///< `most`, or what was used and leased already when it was lowered
  std::int64_t used = 0;     ///< within shares, by entries that were posted
  std::int64_t beyond = 0;   ///< without a share, by entries that were posted
  std::int64_t largest = 0;  ///< that one checkout took, or would have taken
  std::int64_t leased = 0;   ///< to terminals, and not spent by posted entries

  [[nodiscard]] std::int64_t free() const { return most - used - beyond - leased; }
};

}  // namespace kazasu::ledger
