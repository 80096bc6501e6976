#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteIntake final : public IntakeStore {
 public:
  explicit SqliteIntake(SqliteConnection& connection) : connection_(connection) {}

  Head head(const std::string& terminal, std::uint64_t epoch) override;
  std::optional<proto::Digest> hash_of(const proto::EntryId& id) override;
  std::optional<IntakeEntry> find(const proto::EntryId& id) override;
  void add(const IntakeEntry& entry) override;
  std::uint64_t last_verdict_number(const std::string& terminal) override;
  std::vector<v1::Verdict> verdicts_since(const std::string& terminal, std::uint64_t number, std::size_t max) override;
  std::vector<v1::Verdict> verdicts_of(const std::string& terminal, std::uint64_t epoch, std::uint64_t first,
                                       std::uint64_t last) override;
  void add_exception(const LedgerException& exception) override;
  void each_entry(const std::function<void(const IntakeEntry&)>& visit) override;
  void each_exception(const std::function<void(const LedgerException&)>& visit) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
