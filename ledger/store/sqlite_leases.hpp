#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteLeases final : public LeaseStore {
 public:
  explicit SqliteLeases(SqliteConnection& connection) : connection_(connection) {}

  std::optional<LeaseTerm> term(const std::string& terminal, std::uint64_t epoch) override;
  void put_term(const LeaseTerm& term) override;
  void each_running_term(const std::function<void(const LeaseTerm&)>& visit) override;
  std::vector<v1::PointsLease> leases_since(const std::string& terminal, std::uint64_t epoch,
                                            std::uint64_t version) override;
  std::vector<std::string> leased_in_debt(const std::string& terminal, std::uint64_t epoch) override;
  void remove_leases(const std::string& terminal, std::uint64_t epoch) override;
  void remove_ended_holds(std::int64_t now_unix_ms) override;
  void each_reserve(const std::function<void(const std::string&, const Reserve&)>& visit) override;
  void count_visit(const std::string& account_id, const std::string& store, const std::string& terminal,
                   const std::string& business_date) override;
  std::vector<Visits> visits(const std::string& account_id) override;
  std::vector<std::string> shoppers(const std::string& store, const std::string& from, std::size_t max) override;
  std::vector<std::string> terminals_of(const std::string& store) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
