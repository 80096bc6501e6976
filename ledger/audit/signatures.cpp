#include "audit/signatures.hpp"

#include <map>
#include <optional>
#include <utility>

#include "enrollment/terminal_keys.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/renewal.hpp"
#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

class SignatureCheck {
 public:
  explicit SignatureCheck(Transaction& transaction) : transaction_(transaction) {}

  std::vector<std::string> run() {
    transaction_.enrollments().each_enrollment([this](const Enrollment& one) { check_keys(one); });
    transaction_.enrollments().each_batch_signature([this](const BatchSignature& one) { check_batch(one); });
    check_heads();
    return std::move(problems_);
  }

 private:
  using Journal = std::pair<std::string, std::uint64_t>;

  void check_keys(const Enrollment& enrollment) {
    std::vector<TerminalKey> keys = keys_of(transaction_, enrollment);
    for (std::size_t i = 1; i < keys.size(); ++i) {
      v1::RenewRequest request;
      request.set_terminal(enrollment.terminal);
      request.set_epoch(enrollment.epoch);
      request.set_certificate_request_pem(keys[i].certificate_request_pem);
      const bool signed_by_the_one_before =
          proto::verify_signature(keys[i - 1].public_key_pem, proto::renewal_signed_bytes(request),
                                  keys[i].introduction)
              .ok();
      if (keys[i].number == keys[i - 1].number + 1 && signed_by_the_one_before) continue;
      problems_.push_back(enrollment.terminal + ", epoch " + std::to_string(enrollment.epoch) + ": key " +
                          std::to_string(keys[i].number) + " was not brought in by the one before it");
    }
    keys_.emplace(Journal{enrollment.terminal, enrollment.epoch}, std::move(keys));
  }

  void check_batch(const BatchSignature& kept) {
    const auto number = [&](std::uint64_t seq) {
      return proto::format_receipt_number({kept.terminal, kept.epoch, seq});
    };
    const std::string batch = "the batch from " + number(kept.first_seq) + " to " + number(kept.last_seq);
    std::uint64_t& signed_up_to = signed_up_to_[{kept.terminal, kept.epoch}];
    if (signed_up_to != 0 && kept.first_seq > signed_up_to + 1)
      problems_.push_back(number(signed_up_to + 1) + ": no signature covers it");
    signed_up_to = kept.last_seq;

    const auto keys = keys_.find({kept.terminal, kept.key_epoch});
    if (keys == keys_.end() || kept.key_number == 0 || kept.key_number > keys->second.size()) {
      problems_.push_back(batch + ": its key is not this terminal's");
      return;
    }
    if (!counted(keys->second, kept)) problems_.push_back(batch + ": its key did not count for these entries");
    const auto before = kept.first_seq == 1 ? std::optional{proto::kGenesisHash} : hash_of(kept, kept.first_seq - 1);
    const auto last = hash_of(kept, kept.last_seq);
    if (kept.first_seq == 0 || kept.last_seq < kept.first_seq || !before || !last) {
      problems_.push_back(batch + ": the entries are not there");
      return;
    }
    // As much of the batch as a signature covers.
    v1::Batch message;
    message.set_terminal(kept.terminal);
    message.set_epoch(kept.epoch);
    message.set_prev_hash(std::string{as_text(*before)});
    for (std::uint64_t seq = kept.first_seq; seq <= kept.last_seq; ++seq) message.add_entries();
    message.mutable_entries(0)->set_seq(kept.first_seq);
    message.mutable_entries(message.entries_size() - 1)->set_hash(std::string{as_text(*last)});
    const Bytes covered = proto::batch_signed_bytes(message);
    if (!proto::verify_signature(keys->second[kept.key_number - 1].public_key_pem, covered, kept.signature))
      problems_.push_back(batch + ": its signature is not the key's");
  }

  /// Each key from its first entry to the one before the next key's. What an enrolment delivers of an earlier epoch has
  /// no such bounds.
  static bool counted(const std::vector<TerminalKey>& keys, const BatchSignature& kept) {
    if (keys[kept.key_number - 1].used_unix_ms == 0) return false;
    if (kept.epoch != kept.key_epoch) return true;
    const bool begun = kept.last_seq >= keys[kept.key_number - 1].from_seq;
    const bool ended = kept.key_number < keys.size() && keys[kept.key_number].used_unix_ms != 0 &&
                       kept.last_seq >= keys[kept.key_number].from_seq;
    return begun && !ended;
  }

  /// Signatures that were kept once are kept to the last entry.
  void check_heads() {
    for (const auto& [journal, last] : signed_up_to_) {
      const std::uint64_t head = transaction_.intake().head(journal.first, journal.second).seq;
      if (head > last)
        problems_.push_back(proto::format_receipt_number({journal.first, journal.second, last + 1}) +
                            ": no signature covers it");
    }
  }

  std::optional<proto::Digest> hash_of(const BatchSignature& kept, std::uint64_t seq) {
    return transaction_.intake().hash_of({kept.terminal, kept.epoch, seq});
  }

  Transaction& transaction_;
  std::vector<std::string> problems_;
  std::map<Journal, std::vector<TerminalKey>> keys_;
  std::map<Journal, std::uint64_t> signed_up_to_;
};

}  // namespace

std::vector<std::string> check_signatures(Transaction& transaction) {
  return SignatureCheck{transaction}.run();
}

}  // namespace kazasu::ledger
