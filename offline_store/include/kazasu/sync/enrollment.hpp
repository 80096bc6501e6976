#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/seams/key_store.hpp"
#include "kazasu/seams/transport.hpp"

namespace kazasu::sync {

/// Names in the key store.
inline constexpr std::string_view kTerminalKey =
    "terminal_key";  ///< ECDSA P-256, PEM: TLS and batches; see renewal.hpp
inline constexpr std::string_view kTerminalCertificate = "terminal_certificate";  ///< PEM
inline constexpr std::string_view kIdentifierKey = "identifier_key";              ///< the program's
inline constexpr std::string_view kJournalKey = "journal_key";                    ///< what is personal in entries
inline constexpr std::string_view kCatalogTrust = "catalog_trust";  ///< what is trusted of catalogs: a CatalogTrust
inline constexpr std::string_view kRenewal = "renewal";        ///< what follows key and certificate: a TerminalRenewal
inline constexpr std::string_view kEnrollment = "enrollment";  ///< who this terminal is; written last

/// Who a terminal is, once enrolled.
struct TerminalIdentity {
  std::string terminal;
  std::string company;
  std::string store;
  std::uint64_t epoch = 0;
  std::uint32_t identifier_key_version = 0;
};

/// The identity in the key store; `not_enrolled` if there is none.
Result<TerminalIdentity> load_identity(KeyStore& keys);

/// Ends the enrolment: `load_identity` is `not_enrolled` from then on, until a one-time code enrols the terminal again,
/// with a new epoch. Durable when it returns.
Result<void> end_enrollment(KeyStore& keys);

/// Makes a key, sends the one-time `code` with a certificate request, and stores what comes back. Nothing counts as
/// enrolled until all of it is stored. `enrollment_refused` if the ledger does not take the code.
Result<TerminalIdentity> enroll(Transport& ledger, KeyStore& keys, std::string_view code);

}  // namespace kazasu::sync
