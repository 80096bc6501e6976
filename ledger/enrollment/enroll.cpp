#include "enrollment/enroll.hpp"

#include <algorithm>
#include <array>

#include "enrollment/certificate_authority.hpp"
#include "kazasu/proto/framed_bytes.hpp"
#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kCodeLifeMs = 15LL * 60 * 1'000;
constexpr std::size_t kCodeLetters = 20;  // 5 bits each
constexpr std::size_t kGroup = 4;
constexpr std::size_t kTerminalBytesMax = 32;
/// Crockford's base 32: no letter that a person takes for another.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it is hashed: whatever groups, case and look-alikes a person typed.
std::string normalised(std::string_view code) {
  std::string letters;
  for (char c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kAlphabet.find(c) != std::string_view::npos) letters.push_back(c);
  }
  return letters;
}

proto::Digest hash_of(std::string_view code) {
  return proto::sha256(proto::FramedBytes{"kazasu.enrollment-code.v1"}.text(normalised(code)).bytes());
}

bool is_terminal_name(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name.size() <= kTerminalBytesMax && std::all_of(name.begin(), name.end(), allowed) &&
         name != kLedgerItself;
}

}  // namespace

Result<std::string> EnrollmentDesk::issue_code(const std::string& terminal, const std::string& store_id) {
  if (!is_terminal_name(terminal)) {
    return Error{ErrorCode::invalid_argument, "terminal: 1 to 32 letters, digits, '-', '_' or '.', and not \"ledger\""};
  }
  std::array<std::uint8_t, kCodeLetters> random{};
  if (auto filled = entropy_.fill(random); !filled) return filled.error();
  std::string code;
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i != 0 && i % kGroup == 0) code.push_back('-');
    code.push_back(kAlphabet[random[i] % kAlphabet.size()]);
  }
  auto transaction = store_.begin_write();
  if (!transaction->catalog().find_store(store_id)) {
    return Error{ErrorCode::not_found,
                 "store: \"" + store_id + "\" is none of the program's stores; load program.json first"};
  }
  transaction->enrollments().add_code(hash_of(code), {terminal, store_id, clock_.wall_unix_ms() + kCodeLifeMs, 0});
  transaction->commit();
  return code;
}

std::optional<EnrollmentCode> valid_code(Transaction& transaction, const std::string& code, std::int64_t now_unix_ms) {
  auto found = transaction.enrollments().find_code(hash_of(code));
  const bool valid = found && found->used_unix_ms == 0 && now_unix_ms <= found->expires_unix_ms;
  return valid ? found : std::nullopt;
}

void use_up_code(Transaction& transaction, const std::string& code, std::int64_t now_unix_ms) {
  transaction.enrollments().mark_used(hash_of(code), now_unix_ms);
}

Result<std::string> EnrollmentDesk::certificate_for(const std::string& certificate_request_pem,
                                                    const std::string& terminal, std::int64_t now_unix_ms) {
  return issue_terminal_certificate({keys_.authority_key_pem, keys_.authority_certificate_pem}, certificate_request_pem,
                                    terminal, certificate_life_, now_unix_ms, entropy_);
}

Result<v1::EnrollAnswer> EnrollmentDesk::enroll(const v1::EnrollRequest& request) {
  const Error refused{ErrorCode::enrollment_refused, "the code is wrong, used or expired"};
  const std::int64_t now = clock_.wall_unix_ms();
  auto transaction = store_.begin_write();
  const auto code = valid_code(*transaction, request.code(), now);
  if (!code) return refused;
  auto certificate = certificate_for(request.certificate_request_pem(), code->terminal, now);
  if (!certificate) return certificate.error();
  auto public_key = proto::public_key_pem_of_certificate(*certificate);
  if (!public_key) return public_key.error();
  const auto store = transaction->catalog().find_store(code->store);
  if (!store) return refused;
  const auto earlier = transaction->enrollments().enrollments(code->terminal);

  v1::EnrollAnswer answer;
  answer.set_terminal(code->terminal);
  answer.set_company(store->company());
  answer.set_store(store->store());
  answer.set_epoch(earlier.empty() ? 1 : earlier.back().epoch + 1);
  answer.set_certificate_pem(*certificate);
  answer.set_identifier_key(std::string{as_text(keys_.identifier_key)});
  answer.set_identifier_key_version(kIdentifierKeyVersion);
  answer.set_journal_key(std::string{as_text(journal_key_of(keys_, code->terminal))});
  answer.set_catalog_root(keys_.tuf.roots.back().SerializeAsString());
  use_up_code(*transaction, request.code(), now);
  transaction->enrollments().add_enrollment(
      {code->terminal, answer.epoch(), store->company(), store->store(), *public_key, now});
  transaction->commit();
  return answer;
}

}  // namespace kazasu::ledger
