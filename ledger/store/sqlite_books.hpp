#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteBooks final : public BooksStore {
 public:
  explicit SqliteBooks(SqliteConnection& connection) : connection_(connection) {}

  std::vector<Posting> of_entry(const std::string& account_id, const proto::EntryId& entry) override;
  std::vector<Posting> about(const std::string& account_id, const std::string& receipt_number) override;
  std::vector<Posting> expired_after(const std::string& account_id, const std::string& date) override;

  std::optional<std::string> account_of(BytesView identifier_hash) override;
  std::optional<proto::ReferredMember> identifier_beginning(std::string_view hash_begin) override;
  std::optional<Account> load(const std::string& account_id) override;
  void add_account(const std::string& account_id, bool provisional) override;
  void save(const Account& account) override;
  void add_postings(const std::string& account_id, const proto::EntryId& entry,
                    std::span<const Posting> postings) override;
  void add_usage(const std::string& account_id, const UsageChange& change) override;
  void add_activity(const std::string& account_id, const ActivityChange& change) override;
  ActivityChange activity_on(const std::string& account_id, const std::string& wallet,
                             const std::string& date) override;
  UsageChange usage_on(const std::string& account_id, const std::string& offer, const std::string& date) override;
  UsageChange usage_in_all(const std::string& account_id, const std::string& offer) override;
  std::vector<std::string> accounts_to_sweep(const std::string& after, const std::string& date) override;
  void each_account(const std::function<void(const AccountSummary&)>& visit) override;
  void each_posting(const std::function<void(const RecordedPosting&)>& visit) override;

 private:
  void load_reserves(Account& account);
  void save_reserve(const std::string& account_id, const Reserve& reserve);

  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
