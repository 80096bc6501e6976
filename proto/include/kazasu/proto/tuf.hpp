#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/v1/tuf.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// The metadata of catalogs in TUF's roles: what terminal and ledger must agree on.
namespace kazasu::proto {

enum class TufRole { root, timestamp, snapshot, targets };

/// Sizes beyond these are refused before anything is made of them.
inline constexpr std::size_t kTufMetadataBytesMax = 4 * 1024 * 1024;  ///< some 90,000 leases, or chunks
inline constexpr std::size_t kTufKeysMax = 64;
inline constexpr std::size_t kTufRootsMax = 256;  ///< that one release may bring
inline constexpr std::size_t kCatalogChunkBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kCatalogChunkPlainBytesMax = 8 * 1024 * 1024;

/// "root", "timestamp", "snapshot", "targets".
std::string_view name_of(TufRole role);

/// The public half of a key, as a root names it.
v1::TufKey tuf_key_of(const SigningKey& key);
Digest tuf_key_id(const v1::TufKey& key);
/// What a role's signatures cover.
Bytes tuf_signed_bytes(TufRole role, BytesView metadata);

/// Signs with each of the keys.
Result<v1::SignedMetadata> sign_metadata(TufRole role, std::string metadata, std::span<const SigningKey> keys);
/// `signature_invalid` unless as many different keys of the role have signed as `root` asks for.
Result<void> verify_metadata(TufRole role, const v1::RootMetadata& root, const v1::SignedMetadata& signed_metadata);

/// A root that is trusted because of where it comes from: enrolment, or the key store. `catalog_root_invalid` unless it
/// is well formed and signed by its own threshold.
Result<v1::RootMetadata> first_root(const v1::SignedMetadata& signed_root);
/// The root that follows a trusted one: its version is one higher, and both thresholds have signed it; else
/// `catalog_root_invalid`, or `signature_invalid`. Its expiry is not looked at: a later one may follow.
Result<v1::RootMetadata> next_root(const v1::RootMetadata& trusted, const v1::SignedMetadata& signed_root);

/// Whether a root names the key for the role.
bool is_key_of(TufRole role, const v1::RootMetadata& root, const v1::TufKey& key);
/// Whether a role's keys or threshold differ.
bool has_other_keys(TufRole role, const v1::RootMetadata& before, const v1::RootMetadata& after);

/// A metadata message as the role above names it.
v1::MetadataFile metadata_file(std::uint64_t version, std::string_view metadata);

}  // namespace kazasu::proto
