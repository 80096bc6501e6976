#include "enrollment/ledger_keys.hpp"

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::size_t kSymmetricKeyBytes = 32;
constexpr std::size_t kCardMasterKeyBytes = 24;

/// Loads a key; one of the wrong size is `key_missing`. `size` 0: any.
Result<Bytes> key_of(KeyStore& keys, std::string_view name, std::size_t size) {
  auto key = keys.load(name);
  if (!key) return key.error();
  if (size != 0 && key->size() != size)
    return Error{ErrorCode::key_missing, std::string{name} + ": the key has not " + std::to_string(size) + " bytes"};
  return key;
}

}  // namespace

Result<LedgerKeys> load_ledger_keys(KeyStore& keys) {
  auto tuf = load_tuf_keys(keys);
  if (!tuf) return tuf.error();
  LedgerKeys loaded{.tuf = std::move(*tuf)};
  const std::pair<std::string_view, std::string*> texts[] = {
      {kAuthorityKey, &loaded.authority_key_pem}, {kAuthorityCertificate, &loaded.authority_certificate_pem}};
  for (const auto& [name, text] : texts) {
    auto key = key_of(keys, name, 0);
    if (!key) return key.error();
    *text = as_text(*key);
  }
  const std::tuple<std::string_view, Bytes*, std::size_t> secrets[] = {
      {kIdentifierKey1, &loaded.identifier_key, kSymmetricKeyBytes},
      {kCardMasterKey1, &loaded.card_master_key, kCardMasterKeyBytes},
      {kJournalMasterKey, &loaded.journal_master_key, kSymmetricKeyBytes},
      {kStoreSealKey, &loaded.store_seal_key, kSymmetricKeyBytes}};
  for (const auto& [name, bytes, size] : secrets) {
    auto key = key_of(keys, name, size);
    if (!key) return key.error();
    *bytes = std::move(*key);
  }
  return loaded;
}

Result<void> make_program_keys(KeyStore& keys, Entropy& entropy) {
  const std::pair<std::string_view, std::size_t> sizes[] = {{kIdentifierKey1, kSymmetricKeyBytes},
                                                            {kCardMasterKey1, kCardMasterKeyBytes},
                                                            {kJournalMasterKey, kSymmetricKeyBytes},
                                                            {kStoreSealKey, kSymmetricKeyBytes}};
  for (const auto& [name, size] : sizes) {
    Bytes key(size);
    if (auto filled = entropy.fill(key); !filled) return filled;
    if (auto stored = keys.store(name, key); !stored) return stored;
  }
  return {};
}

proto::Digest journal_key_of(const LedgerKeys& keys, std::string_view terminal) {
  return proto::hmac_sha256(keys.journal_master_key,
                            proto::FramedBytes{"kazasu.journal-key.v1"}.text(terminal).bytes());
}

Result<ServerIdentity> load_server_identity(KeyStore& keys) {
  ServerIdentity identity;
  const std::pair<std::string_view, std::string*> texts[] = {{kAuthorityCertificate, &identity.authority_pem},
                                                             {kServerCertificate, &identity.certificate_pem},
                                                             {kServerKey, &identity.private_key_pem}};
  for (const auto& [name, text] : texts) {
    auto key = key_of(keys, name, 0);
    if (!key) return key.error();
    *text = as_text(*key);
  }
  return identity;
}

}  // namespace kazasu::ledger
