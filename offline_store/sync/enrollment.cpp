#include "kazasu/sync/enrollment.hpp"

#include "kazasu/proto/signature.hpp"
#include "kazasu/v1/sync.pb.h"
#include "sync/catalog_trust.hpp"
#include "sync/certificate_request.hpp"
#include "sync/ledger_answer.hpp"

namespace kazasu::sync {
namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr std::size_t kSymmetricKeyBytes = 32;

/// In place of an enrolment; it is no EnrollAnswer.
constexpr std::string_view kEnrollmentEnded = "ended";

Result<void> check(const v1::EnrollAnswer& answer) {
  const auto missing = [](std::string_view field) {
    return Error{ErrorCode::ledger_answer_invalid,
                 "EnrollAnswer." + std::string{field} + " is missing or of the wrong size"};
  };
  if (answer.terminal().empty()) return missing("terminal");
  if (answer.epoch() == 0) return missing("epoch");
  if (answer.certificate_pem().empty()) return missing("certificate_pem");
  if (answer.identifier_key().size() != kSymmetricKeyBytes) return missing("identifier_key");
  if (answer.journal_key().size() != kSymmetricKeyBytes) return missing("journal_key");
  if (answer.catalog_root().empty()) return missing("catalog_root");
  return {};
}

TerminalIdentity identity_of(const v1::EnrollAnswer& answer) {
  return {answer.terminal(), answer.company(), answer.store(), answer.epoch(), answer.identifier_key_version()};
}

}  // namespace

Result<TerminalIdentity> load_identity(KeyStore& keys) {
  const auto stored = keys.load(kEnrollment);
  if (!stored)
    return Error{ErrorCode::not_enrolled, "there is no enrolment in the key store: enrol with a one-time code"};
  if (as_text(*stored) == kEnrollmentEnded) {
    return Error{ErrorCode::not_enrolled, "the enrolment was ended when the journal was set aside: enrol again"};
  }
  v1::EnrollAnswer answer;
  if (!answer.ParseFromArray(stored->data(), static_cast<int>(stored->size())) || answer.terminal().empty()) {
    return Error{ErrorCode::key_missing, "the enrolment in the key store is damaged: enrol again"};
  }
  return identity_of(answer);
}

Result<void> end_enrollment(KeyStore& keys) {
  return keys.store(kEnrollment, as_bytes(kEnrollmentEnded));
}

Result<TerminalIdentity> enroll(Transport& ledger, KeyStore& keys, std::string_view code) {
  if (load_identity(keys)) return Error{ErrorCode::already_enrolled, "the key store holds an enrolment"};
  auto private_key = proto::generate_private_key_pem();
  if (!private_key) return private_key.error();
  auto certificate_request = make_certificate_request_pem(*private_key);
  if (!certificate_request) return certificate_request.error();

  v1::EnrollRequest request;
  request.set_code(std::string{code});
  request.set_certificate_request_pem(*certificate_request);
  auto sent = ledger.send({.method = "POST", .target = "/v1/enroll", .body = body_of(request)}, kDeadline);
  if (!sent) return sent.error();
  auto answer = parse_answer<v1::EnrollAnswer>(*sent, ErrorCode::enrollment_refused);
  if (!answer) return answer.error();
  if (auto checked = check(*answer); !checked) return checked.error();

  const std::pair<std::string_view, std::string_view> secrets[] = {
      {kRenewal, {}},  // first: one of the enrolment before would count above the new key
      {kTerminalKey, *private_key},
      {kTerminalCertificate, answer->certificate_pem()},
      {kIdentifierKey, answer->identifier_key()},
      {kJournalKey, answer->journal_key()},
  };
  for (const auto& [name, value] : secrets) {
    if (auto stored = keys.store(name, as_bytes(value)); !stored) return stored.error();
  }
  if (auto begun = CatalogTrust::begin(keys, answer->catalog_root()); !begun) return begun.error();
  v1::EnrollAnswer public_part = *answer;
  public_part.clear_identifier_key();
  public_part.clear_journal_key();
  public_part.clear_catalog_root();
  if (auto stored = keys.store(kEnrollment, body_of(public_part)); !stored) return stored.error();
  return identity_of(*answer);
}

}  // namespace kazasu::sync
