#include "enrollment/terminal_keys.hpp"

#include <algorithm>

namespace kazasu::ledger {

std::vector<TerminalKey> keys_of(Transaction& transaction, const Enrollment& enrollment) {
  std::vector<TerminalKey> keys{{.terminal = enrollment.terminal,
                                 .epoch = enrollment.epoch,
                                 .public_key_pem = enrollment.public_key_pem,
                                 .certificate_request_pem = {},
                                 .introduction = {},
                                 .introduced_unix_ms = enrollment.enrolled_unix_ms,
                                 .used_unix_ms = enrollment.enrolled_unix_ms}};
  for (TerminalKey& key : transaction.enrollments().later_keys(enrollment.terminal)) {
    if (key.epoch == enrollment.epoch) keys.push_back(std::move(key));
  }
  return keys;
}

std::uint32_t number_in_use(const std::vector<TerminalKey>& keys) {
  const auto used =
      std::find_if(keys.rbegin(), keys.rend(), [](const TerminalKey& key) { return key.used_unix_ms != 0; });
  return used->number;
}

Result<Enrollment> enrollment_of(Transaction& transaction, const Client& client) {
  std::vector<Enrollment> enrollments = transaction.enrollments().enrollments(client.terminal);
  for (auto enrollment = enrollments.rbegin(); enrollment != enrollments.rend(); ++enrollment) {
    const std::vector<TerminalKey> keys = keys_of(transaction, *enrollment);
    for (const TerminalKey& key : keys) {
      if (key.public_key_pem != client.public_key_pem) continue;
      if (key.number < number_in_use(keys)) {
        return Error{ErrorCode::not_enrolled, "another key has taken the place of this certificate's"};
      }
      enrollment->key_number = key.number;
      return std::move(*enrollment);
    }
  }
  return Error{ErrorCode::not_enrolled, "the certificate is none of this terminal's enrolments"};
}

void take_key_into_use(Transaction& transaction, const Enrollment& sender, std::int64_t now_unix_ms) {
  if (sender.key_number == 1) return;
  for (TerminalKey& key : transaction.enrollments().later_keys(sender.terminal)) {
    if (key.epoch != sender.epoch || key.number != sender.key_number || key.used_unix_ms != 0) continue;
    key.used_unix_ms = now_unix_ms;
    key.from_seq = transaction.intake().head(sender.terminal, sender.epoch).seq + 1;
    transaction.enrollments().put_key(key);
  }
}

}  // namespace kazasu::ledger
