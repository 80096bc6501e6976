#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kazasu/ledger/books.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"

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

}  // namespace kazasu::ledger
