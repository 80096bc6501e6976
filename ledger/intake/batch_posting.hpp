#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "intake/received_batch.hpp"
#include "kazasu/ledger/posting.hpp"
#include "leases/budget_spends.hpp"
#include "leases/grants.hpp"
#include "leases/lease_end.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Posts the entries of one batch, in order, in one transaction. Accounts are read once and written once.
class BatchPosting final : private LeaseAccounts {
 public:
  /// `sender` is the enrolment that the batch's certificate is of.
  BatchPosting(Transaction& transaction, const Enrollment& sender);

  struct Posted {
    PostingOutcome outcome;
    std::string account_id;  ///< "": a guest's, or refused
  };
  Posted post(const proto::EntryId& id, const ReceivedEntry& received);

  /// Writes the accounts that changed, and marks them so in the catalog.
  void finish(std::int64_t now_unix_ms);

 private:
  Posted post_checkout_entry(const PostedEntry& entry, const ReceivedEntry& received);
  Posted post_return_entry(const PostedEntry& entry, const ReceivedEntry& received);
  void raise_leases(std::uint64_t version);
  /// Raises the terminal's shares of the budgets that it has used; whether any rose.
  bool raise_budgets();
  void write(const PostedEntry& entry, const std::string& account_id, const PostingOutcome& outcome);
  /// The account that a member part means: by name, by identifier, or a provisional one.
  Account& account_of(const v1::MemberPart& member);
  Account& account(const std::string& account_id) override;
  void each(const std::function<void(Account&)>& visit) override;
  void posted(const std::string& account_id, const std::vector<Posting>& postings) override;
  bool is_coupon(std::string_view offer);
  const MemberCaps& caps_of(const std::string& offer_set);

  Transaction& transaction_;
  const Enrollment& sender_;
  v1::LeasePolicy leases_;
  BudgetSpends budgets_;
  std::unordered_map<std::string, Account> accounts_;
  std::unordered_set<std::string> changed_;
  std::map<std::string, bool, std::less<>> coupons_;  ///< offers, and whether they are coupons
  std::unordered_map<std::string, MemberCaps> caps_;  ///< by the name of an offer set
};

}  // namespace kazasu::ledger
