#pragma once

#include <map>
#include <tuple>

#include "kazasu/ledger/books.hpp"
#include "kazasu/ledger/posting.hpp"

namespace kazasu::ledger {

/// What was posted, in memory.
class MemoryHistory final : public PostingHistory {
 public:
  void add(const std::string& account_id, const proto::EntryId& entry, const std::vector<Posting>& postings) {
    by_entry_[{account_id, entry}] = postings;
  }
  void count(const std::string& account_id, const PostingOutcome& outcome) {
    for (const ActivityChange& one : outcome.activity) {
      ActivityChange& sum = activity_[{account_id, one.wallet, one.business_date}];
      sum.checkouts += one.checkouts;
      sum.points += one.points;
    }
    for (const UsageChange& one : outcome.usage) {
      add(one, usage_[{account_id, one.offer, one.business_date}]);
      add(one, usage_[{account_id, one.offer, {}}]);
    }
  }

  std::vector<Posting> of_entry(const std::string& account_id, const proto::EntryId& entry) override {
    const auto found = by_entry_.find({account_id, entry});
    return found == by_entry_.end() ? std::vector<Posting>{} : found->second;
  }
  std::vector<Posting> about(const std::string& account_id, const std::string& receipt_number) override {
    return all(account_id, [&](const Posting& one) { return one.about == receipt_number; });
  }
  std::vector<Posting> expired_after(const std::string& account_id, const std::string& date) override {
    return all(account_id, [&](const Posting& one) {
      return (one.kind == PostingKind::expire || one.kind == PostingKind::unexpire) && one.expires_on >= date;
    });
  }
  ActivityChange activity_on(const std::string& account_id, const std::string& wallet,
                             const std::string& date) override {
    return activity_[{account_id, wallet, date}];
  }
  UsageChange usage_on(const std::string& account_id, const std::string& offer, const std::string& date) override {
    return usage_[{account_id, offer, date}];
  }
  UsageChange usage_in_all(const std::string& account_id, const std::string& offer) override {
    return usage_[{account_id, offer, {}}];
  }

 private:
  static void add(const UsageChange& change, UsageChange& sum) {
    sum.count += change.count;
    sum.points += change.points;
  }

  template <class Wanted>
  std::vector<Posting> all(const std::string& account_id, Wanted wanted) {
    std::vector<Posting> found;
    for (const auto& [key, postings] : by_entry_) {
      if (key.first != account_id) continue;
      for (const Posting& one : postings) {
        if (wanted(one)) found.push_back(one);
      }
    }
    return found;
  }

  std::map<std::pair<std::string, proto::EntryId>, std::vector<Posting>> by_entry_;
  std::map<std::tuple<std::string, std::string, std::string>, ActivityChange> activity_;
  std::map<std::tuple<std::string, std::string, std::string>, UsageChange> usage_;
};

/// Points of one lot of an account; 0 if it is not open.
inline std::int64_t points_in(const Account& account, std::string_view lot) {
  for (const Lot& one : account.lots) {
    if (one.id == lot) return one.points;
  }
  return 0;
}

inline std::int64_t points_of(const Account& account) {
  std::int64_t points = 0;
  for (const Lot& one : account.lots) points += one.points;
  return points;
}

/// Points that left a book, less those that entered it.
inline std::int64_t debited(const std::vector<Posting>& postings, std::string_view book) {
  std::int64_t points = 0;
  for (const Posting& one : postings) {
    if (one.debit == book) points += one.points;
    if (one.credit == book) points -= one.points;
  }
  return points;
}

}  // namespace kazasu::ledger
