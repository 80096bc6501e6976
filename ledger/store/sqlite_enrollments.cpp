#include "store/sqlite_enrollments.hpp"

namespace kazasu::ledger {
namespace {

Enrollment enrollment_from(const Query& row) {
  return {row.text(0), row.natural(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
}

}  // namespace

void SqliteEnrollments::add_code(const proto::Digest& code_hash, const EnrollmentCode& code) {
  connection_.query("INSERT INTO enrollment_code VALUES(?,?,?,?,?)")
      .bind(Blob{code_hash}, code.terminal, code.store, code.expires_unix_ms, code.used_unix_ms)
      .run();
}

std::optional<EnrollmentCode> SqliteEnrollments::find_code(const proto::Digest& code_hash) {
  Query query =
      connection_.query("SELECT terminal, store, expires_unix_ms, used_unix_ms FROM enrollment_code WHERE code_hash=?");
  if (!query.bind(Blob{code_hash}).next()) return std::nullopt;
  return EnrollmentCode{query.text(0), query.text(1), query.integer(2), query.integer(3)};
}

void SqliteEnrollments::mark_used(const proto::Digest& code_hash, std::int64_t unix_ms) {
  connection_.query("UPDATE enrollment_code SET used_unix_ms=? WHERE code_hash=?").bind(unix_ms, Blob{code_hash}).run();
}

void SqliteEnrollments::add_enrollment(const Enrollment& enrollment) {
  connection_.query("INSERT INTO enrollment VALUES(?,?,?,?,?,?)")
      .bind(enrollment.terminal, enrollment.epoch, enrollment.company, enrollment.store, enrollment.public_key_pem,
            enrollment.enrolled_unix_ms)
      .run();
}

std::vector<Enrollment> SqliteEnrollments::enrollments(const std::string& terminal) {
  Query query = connection_.query(
      "SELECT terminal, epoch, company, store, public_key_pem, enrolled_unix_ms FROM enrollment WHERE terminal=? ORDER "
      "BY epoch");
  query.bind(terminal);
  std::vector<Enrollment> found;
  while (query.next()) found.push_back(enrollment_from(query));
  return found;
}

void SqliteEnrollments::each_enrollment(const std::function<void(const Enrollment&)>& visit) {
  Query query = connection_.query(
      "SELECT terminal, epoch, company, store, public_key_pem, enrolled_unix_ms FROM enrollment ORDER BY terminal, "
      "epoch");
  while (query.next()) visit(enrollment_from(query));
}

}  // namespace kazasu::ledger
