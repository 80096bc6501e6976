#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/proto/signature.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/sync/tls_identity.hpp"
#include "kazasu/v1/renew.pb.h"

namespace kazasu::sync {

/// The key that signs batches now: that of `client_certificate`. `key_missing`.
Result<proto::SigningKey> signing_key(KeyStore& keys);
/// What the terminal shows now. `key_missing`.
Result<ClientCertificate> client_certificate(KeyStore& keys);

/// Renews a terminal's certificate, with a new key each time (docs/protocol.md). Each step is in the key store before
/// the next one is taken, and the certificate and key of before stay until the ledger has taken a batch under the new
/// ones: cut off anywhere, the terminal goes on with one of the two. Thread: one at a time.
class Renewal {
 public:
  /// `keys` outlives it.
  explicit Renewal(KeyStore& keys) : keys_(keys) {}

  /// Whether two thirds of the certificate's life are over, or it is of a terminal that lacks a root. `now_unix_ms`: a
  /// time that has certainly come.
  bool is_due(std::int64_t now_unix_ms);
  /// Whether the terminal was enrolled before catalogs had roots: a certificate brings one.
  bool lacks_root();
  /// Whether the certificate has expired.
  bool has_expired(std::int64_t now_unix_ms);
  /// Makes the key, if a request that was lost has not made it, and asks for its certificate. `code`: a one-time code,
  /// where the certificate that is in use can be shown no more.
  Result<TransportRequest> request(const TerminalIdentity& identity, std::string_view code = {});
  /// Takes the answer: the new key and certificate are in use from here on, on trial.
  Result<void> take(const TransportAnswer& answer);

  /// Whether those in use are ones that the ledger has taken no batch under yet.
  bool on_trial();
  /// The ledger has: the ones before are put aside.
  Result<void> confirm();
  /// The ledger knows nothing of those in use, as after it was restored from a backup: back to the ones before. False
  /// if there are none.
  Result<bool> fall_back();

 private:
  Result<void> load();
  Result<void> store();

  KeyStore& keys_;
  v1::TerminalRenewal state_;
};

/// Whether an answer says that the certificate is none of the ledger's terminals'.
bool is_stranger_to_ledger(const TransportAnswer& answer);

}  // namespace kazasu::sync
