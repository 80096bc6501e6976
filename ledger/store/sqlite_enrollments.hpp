#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteEnrollments final : public EnrollmentStore {
 public:
  explicit SqliteEnrollments(SqliteConnection& connection) : connection_(connection) {}

  void add_code(const proto::Digest& code_hash, const EnrollmentCode& code) override;
  std::optional<EnrollmentCode> find_code(const proto::Digest& code_hash) override;
  void mark_used(const proto::Digest& code_hash, std::int64_t unix_ms) override;
  void add_enrollment(const Enrollment& enrollment) override;
  std::vector<Enrollment> enrollments(const std::string& terminal) override;
  void each_enrollment(const std::function<void(const Enrollment&)>& visit) override;
  std::vector<TerminalKey> later_keys(const std::string& terminal) override;
  void put_key(const TerminalKey& key) override;
  void add_batch_signature(const BatchSignature& signature) override;
  void each_batch_signature(const std::function<void(const BatchSignature&)>& visit) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
