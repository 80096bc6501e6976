#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/proto/tuf.hpp"
#include "kazasu/seams/key_store.hpp"

/// The ledger's part in TUF's roles. Root keys lie in a key store of their own, which is offline but for `init` and
/// `rotate`; the keys of the other roles lie with the ledger's, as it makes catalogs by itself.
namespace kazasu::ledger {

/// What the ledger signs releases with, and what it gives out of its roots.
struct TufKeys {
  std::vector<v1::SignedMetadata> roots;  ///< from version 1 on
  v1::RootMetadata newest;                ///< the last of them
  proto::SigningKey timestamp;
  proto::SigningKey snapshot;
  proto::SigningKey targets;
};

/// `key_missing` if one is not there, `catalog_root_invalid` if the chain of roots is broken.
Result<TufKeys> load_tuf_keys(KeyStore& keys);

/// Makes the keys of all roles, and root 1.
Result<void> make_first_root(const RootKeyOptions& options, KeyStore& root_keys, KeyStore& keys,
                             std::int64_t now_unix_ms);

/// Makes new keys for a role ("root", "timestamp", "snapshot" or "targets"; "": none, the root's life begins anew) and
/// the root that names them, signed by the thresholds before and after. Returns its version.
Result<std::uint64_t> rotate_role(std::string_view role, const RootKeyOptions& options, KeyStore& root_keys,
                                  KeyStore& keys, std::int64_t now_unix_ms);

}  // namespace kazasu::ledger
