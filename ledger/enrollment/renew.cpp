#include <algorithm>

#include "enrollment/enroll.hpp"
#include "enrollment/terminal_keys.hpp"
#include "kazasu/proto/renewal.hpp"
#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

/// Who asks, by certificate; or, without one, the terminal's last enrolment, if the code is the terminal's.
Result<Enrollment> asking(Transaction& transaction, const std::optional<Client>& client,
                          const v1::RenewRequest& request, std::int64_t now_unix_ms) {
  const Error other{ErrorCode::ledger_refused, "RenewRequest: terminal and epoch are not those of the enrolment"};
  if (client) {
    if (request.terminal() != client->terminal) return other;
    auto enrollment = enrollment_of(transaction, *client);
    if (enrollment && enrollment->epoch != request.epoch()) return other;
    return enrollment;
  }
  const auto code = valid_code(transaction, request.code(), now_unix_ms);
  if (!code || code->terminal != request.terminal()) {
    return Error{ErrorCode::enrollment_refused, "the code is wrong, used, expired or another terminal's"};
  }
  const auto enrollments = transaction.enrollments().enrollments(code->terminal);
  if (enrollments.empty() || enrollments.back().epoch != request.epoch()) return other;
  if (enrollments.back().store != code->store) {
    return Error{ErrorCode::enrollment_refused, "the code is for another store: the terminal must be enrolled anew"};
  }
  return enrollments.back();
}

/// The key that signed the request, of those that count: the one in use, and the one after it.
Result<TerminalKey> signer_of(const std::vector<TerminalKey>& keys, const v1::RenewRequest& request) {
  if (request.signature_algorithm() != proto::kEcdsaP256Sha256) {
    return Error{ErrorCode::unsupported, "RenewRequest.signature_algorithm: only ecdsa-p256-sha256 is known here"};
  }
  for (const TerminalKey& key : keys) {
    if (key.number < number_in_use(keys)) continue;
    if (proto::verify_signature(key.public_key_pem, proto::renewal_signed_bytes(request),
                                as_bytes(request.signature()))) {
      return key;
    }
  }
  return Error{ErrorCode::signature_invalid, "RenewRequest.signature: it is none of the key in use"};
}

bool is_known(Transaction& transaction, const std::string& terminal, const std::string& public_key_pem) {
  const auto enrollments = transaction.enrollments().enrollments(terminal);
  const auto later = transaction.enrollments().later_keys(terminal);
  const auto same = [&](const auto& one) { return one.public_key_pem == public_key_pem; };
  return std::any_of(enrollments.begin(), enrollments.end(), same) || std::any_of(later.begin(), later.end(), same);
}

}  // namespace

Result<v1::RenewAnswer> EnrollmentDesk::renew(const std::optional<Client>& client, const v1::RenewRequest& request) {
  const std::int64_t now = clock_.wall_unix_ms();
  auto transaction = store_.begin_write();
  auto enrollment = asking(*transaction, client, request, now);
  if (!enrollment) return enrollment.error();
  const std::vector<TerminalKey> keys = keys_of(*transaction, *enrollment);
  auto signer = signer_of(keys, request);
  if (!signer) return signer.error();
  auto certificate = certificate_for(request.certificate_request_pem(), request.terminal(), now);
  if (!certificate) return certificate.error();
  auto public_key = proto::public_key_pem_of_certificate(*certificate);
  if (!public_key) return public_key.error();
  Enrollment sender = *enrollment;
  sender.key_number = signer->number;
  take_key_into_use(*transaction, sender, now);
  const bool again = std::any_of(keys.begin(), keys.end(), [&](const TerminalKey& key) {
    return key.number >= signer->number && key.public_key_pem == *public_key;
  });
  if (!again) {
    if (is_known(*transaction, request.terminal(), *public_key)) {
      return Error{ErrorCode::ledger_refused, "RenewRequest: the key was this terminal's before"};
    }
    transaction->enrollments().put_key({.terminal = request.terminal(),
                                        .epoch = request.epoch(),
                                        .number = signer->number + 1,
                                        .public_key_pem = *public_key,
                                        .certificate_request_pem = request.certificate_request_pem(),
                                        .introduction = Bytes{request.signature().begin(), request.signature().end()},
                                        .introduced_unix_ms = now});
  }
  if (!client) use_up_code(*transaction, request.code(), now);
  transaction->commit();
  v1::RenewAnswer answer;
  answer.set_certificate_pem(*certificate);
  answer.set_catalog_root(keys_.tuf.roots.back().SerializeAsString());
  return answer;
}

}  // namespace kazasu::ledger
