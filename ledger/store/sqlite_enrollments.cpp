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

std::vector<TerminalKey> SqliteEnrollments::later_keys(const std::string& terminal) {
  Query row = connection_.query(
      "SELECT terminal, epoch, number, public_key_pem, certificate_request_pem, introduction, introduced_unix_ms, "
      "used_unix_ms, from_seq FROM terminal_key WHERE terminal=? ORDER BY epoch, number");
  row.bind(terminal);
  std::vector<TerminalKey> found;
  while (row.next()) {
    found.push_back({.terminal = row.text(0),
                     .epoch = row.natural(1),
                     .number = static_cast<std::uint32_t>(row.natural(2)),
                     .public_key_pem = row.text(3),
                     .certificate_request_pem = row.text(4),
                     .introduction = row.blob(5),
                     .introduced_unix_ms = row.integer(6),
                     .used_unix_ms = row.integer(7),
                     .from_seq = row.natural(8)});
  }
  return found;
}

void SqliteEnrollments::put_key(const TerminalKey& key) {
  connection_.query("INSERT OR REPLACE INTO terminal_key VALUES(?,?,?,?,?,?,?,?,?)")
      .bind(key.terminal, key.epoch, key.number, key.public_key_pem, key.certificate_request_pem,
            Blob{key.introduction}, key.introduced_unix_ms, key.used_unix_ms, key.from_seq)
      .run();
}

void SqliteEnrollments::add_batch_signature(const BatchSignature& signature) {
  connection_.query("INSERT INTO batch_signature VALUES(?,?,?,?,?,?,?)")
      .bind(signature.terminal, signature.epoch, signature.last_seq, signature.first_seq, signature.key_epoch,
            signature.key_number, Blob{signature.signature})
      .run();
}

void SqliteEnrollments::each_batch_signature(const std::function<void(const BatchSignature&)>& visit) {
  Query row = connection_.query(
      "SELECT terminal, epoch, first_seq, last_seq, key_epoch, key_number, signature FROM batch_signature ORDER BY "
      "terminal, epoch, last_seq");
  while (row.next()) {
    visit({.terminal = row.text(0),
           .epoch = row.natural(1),
           .first_seq = row.natural(2),
           .last_seq = row.natural(3),
           .key_epoch = row.natural(4),
           .key_number = static_cast<std::uint32_t>(row.natural(5)),
           .signature = row.blob(6)});
  }
}

}  // namespace kazasu::ledger
