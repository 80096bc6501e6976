#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteBudgets final : public BudgetStore {
 public:
  explicit SqliteBudgets(SqliteConnection& connection) : connection_(connection) {}

  void put_limit(const std::string& offer, BudgetKind kind, std::int64_t most) override;
  void close_others(const std::set<std::string>& offers) override;
  std::vector<Budget> budgets() override;
  std::vector<Budget> budgets_of(const std::string& offer) override;
  void add_spend(const std::string& offer, BudgetKind kind, std::int64_t spend, bool within) override;
  void note_wanted(const std::string& offer, BudgetKind kind, std::int64_t wanted) override;
  std::optional<BudgetLease> lease(const std::string& offer, BudgetKind kind, const std::string& terminal,
                                   std::uint64_t epoch) override;
  std::vector<BudgetLease> leases_of(const std::string& terminal, std::uint64_t epoch) override;
  void each_lease(const std::function<void(const BudgetLease&)>& visit) override;
  std::vector<std::string> wanting(const std::string& terminal, std::uint64_t epoch) override;
  void put_lease(const BudgetLease& lease) override;
  void remove_leases(const std::string& terminal, std::uint64_t epoch) override;
  void count_use(const std::string& offer, const std::string& store, const std::string& terminal) override;
  std::vector<Visits> uses(const std::string& offer) override;

 private:
  std::vector<Budget> read(Query& query);

  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
