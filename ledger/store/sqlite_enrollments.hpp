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

 private:
  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
