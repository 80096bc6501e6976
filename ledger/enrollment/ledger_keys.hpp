#pragma once

#include <cstdint>
#include <string>

#include "kazasu/proto/digest.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/values/result.hpp"
#include "tuf/roles.hpp"

namespace kazasu::ledger {

/// Names in the ledger's key store.
inline constexpr std::string_view kAuthorityKey = "authority_key";
inline constexpr std::string_view kAuthorityCertificate = "authority_certificate";
inline constexpr std::string_view kServerKey = "server_key";
inline constexpr std::string_view kServerCertificate = "server_certificate";
inline constexpr std::string_view kIdentifierKey1 = "identifier_key_1";      ///< 32 bytes
inline constexpr std::string_view kCardMasterKey1 = "card_master_key_1";     ///< 24 bytes: three-key 3DES
inline constexpr std::string_view kJournalMasterKey = "journal_master_key";  ///< 32 bytes
inline constexpr std::string_view kStoreSealKey = "store_seal_key";          ///< 32 bytes

inline constexpr std::uint32_t kIdentifierKeyVersion = 1;
inline constexpr std::uint32_t kCardKeyVersion = 1;

/// The secrets that the ledger works with; PEM and raw bytes.
struct LedgerKeys {
  std::string authority_key_pem;
  std::string authority_certificate_pem;
  TufKeys tuf;
  Bytes identifier_key;
  Bytes card_master_key;
  Bytes journal_master_key;
  Bytes store_seal_key;
};

Result<LedgerKeys> load_ledger_keys(KeyStore& keys);

/// Makes and stores all symmetric keys.
Result<void> make_program_keys(KeyStore& keys, Entropy& entropy);

/// The key of what is personal in one terminal's entries: derived, so that the database holds none.
proto::Digest journal_key_of(const LedgerKeys& keys, std::string_view terminal);

}  // namespace kazasu::ledger
