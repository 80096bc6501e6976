#pragma once

#include <string>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "kazasu/seams/entropy.hpp"
#include "load/data_files.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Brings members of a data folder into the books: profiles, identifiers, coupons, opening lots; and joins the
/// provisional accounts that their identifiers made.
class MemberLoading {
 public:
  MemberLoading(Transaction& transaction, const LedgerKeys& keys, Entropy& entropy, proto::EntryId operation,
                std::string today)
      : transaction_(transaction),
        keys_(keys),
        entropy_(entropy),
        operation_(std::move(operation)),
        today_(std::move(today)) {}

  /// Whether the member differs from what terminals know.
  Result<bool> load(const MembersFile::Member& member, LoadSummary& summary);

 private:
  Result<Bytes> secret_of(const MembersFile::Identifier& identifier) const;
  Result<bool> put_identifier(const std::string& account_id, const MembersFile::Identifier& identifier,
                              const Bytes& hash);
  void post_opening_lots(const MembersFile::Member& member, Account& account, std::vector<Posting>& postings,
                         LoadSummary& summary);
  void hold_coupons(const MembersFile::Member& member, Account& account);
  void join(const Bytes& hash, Account& account, std::vector<Posting>& postings, LoadSummary& summary);

  Transaction& transaction_;
  const LedgerKeys& keys_;
  Entropy& entropy_;
  proto::EntryId operation_;
  std::string today_;
};

}  // namespace kazasu::ledger
