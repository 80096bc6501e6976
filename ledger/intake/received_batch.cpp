#include "intake/received_batch.hpp"

#include "kazasu/ledger/posting.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

constexpr int kEntriesMax = 10'000;
constexpr std::size_t kIdentifierHashBytes = 16;

Error invalid(std::string detail) {
  return {ErrorCode::message_invalid, std::move(detail)};
}

void open_member(const std::string& terminal, BytesView journal_key, ReceivedEntry& received) {
  const v1::EntryBody& body = received.body;
  if (body.sealed_member().empty()) return;
  const Bytes context = proto::entry_seal_context(terminal, body.business_date(), body.transaction_id());
  const auto plain = proto::open_sealed(journal_key, context, as_bytes(body.sealed_member()));
  v1::MemberPart member;
  if (!plain || !member.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
    received.refused = "member_unreadable";
    return;
  }
  if (member.identifier_hash().size() != kIdentifierHashBytes && member.account_id().empty()) {
    received.refused = "content_invalid";
    return;
  }
  received.member = std::move(member);
}

}  // namespace

void open_entry(const std::string& terminal, BytesView journal_key, const v1::Entry& entry, ReceivedEntry& received) {
  received.member.reset();
  received.refused.clear();
  const v1::EntryKind kind = entry.kind();
  if (kind != v1::CHECKOUT && kind != v1::RETURN && kind != v1::VOID && kind != v1::LEASES_ENDED) {
    received.body.Clear();
    received.refused = "kind_unknown";
    return;
  }
  if (!received.body.ParseFromString(entry.body()) || !check_body(kind, received.body)) {
    received.refused = "content_invalid";
    return;
  }
  open_member(terminal, journal_key, received);
}

Result<ReceivedBatch> receive(const Client& client, const v1::Batch& batch) {
  if (batch.terminal() != client.terminal) {
    return Error{ErrorCode::ledger_refused, "Batch.terminal: it is not the certificate's"};
  }
  if (batch.entries_size() > kEntriesMax) return Error{ErrorCode::limit_exceeded, "Batch.entries: more than 10000"};
  if (batch.signature_algorithm() != proto::kEcdsaP256Sha256) {
    return Error{ErrorCode::unsupported, "Batch.signature_algorithm: only ecdsa-p256-sha256 is known here"};
  }
  auto verified =
      proto::verify_signature(client.public_key_pem, proto::batch_signed_bytes(batch), as_bytes(batch.signature()));
  if (!verified) return Error{ErrorCode::signature_invalid, "Batch.signature: " + verified.error().detail};
  auto prev_hash = proto::digest_from(as_bytes(batch.prev_hash()), "Batch.prev_hash");
  if (!prev_hash) return prev_hash.error();

  ReceivedBatch received;
  received.prev_hash = *prev_hash;
  received.entries.reserve(static_cast<std::size_t>(batch.entries_size()));
  proto::Digest before = *prev_hash;
  std::uint64_t seq = batch.entries_size() > 0 ? batch.entries(0).seq() : 1;
  if (seq == 0) return invalid("Batch.entries[0].seq: sequences begin with 1");
  for (const v1::Entry& entry : batch.entries()) {
    const std::string where = "Batch.entries: seq " + std::to_string(seq);
    if (entry.seq() != seq++) return invalid(where + ": the entries are not consecutive");
    HashedEntry& one = received.entries.emplace_back();
    one.entry = &entry;
    one.hash = proto::entry_hash(client.terminal, batch.epoch(), before, entry);
    // The signature covers the last hash, and each hash the one before: one that does not come out breaks the chain.
    if (as_text(one.hash) != entry.hash())
      return Error{ErrorCode::signature_invalid, where + ": the hash is not that of the entry"};
    before = one.hash;
  }
  return received;
}

}  // namespace kazasu::ledger
