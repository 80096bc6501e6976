#include "kazasu/proto/tuf.hpp"

#include <algorithm>
#include <set>

#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {
namespace {

const v1::TufRoleKeys& keys_of(TufRole role, const v1::RootMetadata& root) {
  switch (role) {
    case TufRole::root: return root.root();
    case TufRole::timestamp: return root.timestamp();
    case TufRole::snapshot: return root.snapshot();
    case TufRole::targets: break;
  }
  return root.targets();
}

Error no_root(const std::string& why) {
  return {ErrorCode::catalog_root_invalid, "root: " + why};
}

const v1::TufKey* find_key(const v1::RootMetadata& root, std::string_view key_id) {
  for (const v1::TufKey& key : root.keys()) {
    if (as_text(tuf_key_id(key)) == key_id) return &key;
  }
  return nullptr;
}

/// Every role must be able to reach its threshold with keys that are there and usable.
Result<void> check_role(TufRole role, const v1::RootMetadata& root) {
  const v1::TufRoleKeys& keys = keys_of(role, root);
  const std::string name{name_of(role)};
  std::set<std::string> different;
  for (const std::string& id : keys.key_ids()) {
    const v1::TufKey* key = find_key(root, id);
    if (key == nullptr) return no_root(name + " names a key that is not there");
    const auto algorithm = algorithm_of(key->public_key_pem());
    if (!algorithm || *algorithm != key->algorithm()) return no_root(name + " names a key that cannot be used");
    different.insert(id);
  }
  if (keys.threshold() == 0 || keys.threshold() > different.size()) {
    return no_root(name + " has a threshold of " + std::to_string(keys.threshold()) + " with " +
                   std::to_string(different.size()) + " keys");
  }
  return {};
}

Result<v1::RootMetadata> parse_root(const v1::SignedMetadata& signed_root) {
  v1::RootMetadata root;
  if (signed_root.metadata().size() > kTufMetadataBytesMax || !root.ParseFromString(signed_root.metadata())) {
    return no_root("it is not such a message");
  }
  if (root.version() == 0) return no_root("it has no version");
  if (static_cast<std::size_t>(root.keys_size()) > kTufKeysMax) return no_root("it has too many keys");
  for (const TufRole role : {TufRole::root, TufRole::timestamp, TufRole::snapshot, TufRole::targets}) {
    if (auto checked = check_role(role, root); !checked) return checked.error();
  }
  return root;
}

}  // namespace

std::string_view name_of(TufRole role) {
  switch (role) {
    case TufRole::root: return "root";
    case TufRole::timestamp: return "timestamp";
    case TufRole::snapshot: return "snapshot";
    case TufRole::targets: break;
  }
  return "targets";
}

v1::TufKey tuf_key_of(const SigningKey& key) {
  v1::TufKey named;
  named.set_algorithm(std::string{key.algorithm()});
  named.set_public_key_pem(key.public_key_pem());
  return named;
}

Digest tuf_key_id(const v1::TufKey& key) {
  return sha256(FramedBytes{"kazasu.tuf.key.v1"}.text(key.algorithm()).text(key.public_key_pem()).bytes());
}

Bytes tuf_signed_bytes(TufRole role, BytesView metadata) {
  return FramedBytes{"kazasu.tuf." + std::string{name_of(role)} + ".v1"}.blob(metadata).bytes();
}

Result<v1::SignedMetadata> sign_metadata(TufRole role, std::string metadata, std::span<const SigningKey> keys) {
  v1::SignedMetadata signed_metadata;
  const Bytes covered = tuf_signed_bytes(role, as_bytes(metadata));
  signed_metadata.set_metadata(std::move(metadata));
  for (const SigningKey& key : keys) {
    const auto signature = key.sign(covered);
    if (!signature) return signature.error();
    v1::TufSignature& added = *signed_metadata.add_signatures();
    added.set_key_id(std::string{as_text(tuf_key_id(tuf_key_of(key)))});
    added.set_signature(std::string{as_text(*signature)});
  }
  return signed_metadata;
}

Result<void> verify_metadata(TufRole role, const v1::RootMetadata& root, const v1::SignedMetadata& signed_metadata) {
  const v1::TufRoleKeys& keys = keys_of(role, root);
  const std::string name{name_of(role)};
  if (signed_metadata.metadata().size() > kTufMetadataBytesMax) {
    return Error{ErrorCode::catalog_oversized, name + ": more than 4 MiB of metadata"};
  }
  if (static_cast<std::size_t>(signed_metadata.signatures_size()) > kTufKeysMax) {
    return Error{ErrorCode::catalog_oversized, name + ": too many signatures"};
  }
  const Bytes covered = tuf_signed_bytes(role, as_bytes(signed_metadata.metadata()));
  std::set<std::string> signed_by;  // a key counts once, however often it signs
  for (const v1::TufSignature& signature : signed_metadata.signatures()) {
    const auto& ids = keys.key_ids();
    if (std::find(ids.begin(), ids.end(), signature.key_id()) == ids.end()) continue;
    const v1::TufKey* key = find_key(root, signature.key_id());
    if (key == nullptr) continue;
    if (verify_signature(key->public_key_pem(), covered, as_bytes(signature.signature()))) {
      signed_by.insert(signature.key_id());
    }
  }
  if (keys.threshold() > 0 && signed_by.size() >= keys.threshold()) return {};
  return Error{ErrorCode::signature_invalid, name + ": signed by " + std::to_string(signed_by.size()) +
                                                 " of its keys, " + std::to_string(keys.threshold()) + " are needed"};
}

Result<v1::RootMetadata> first_root(const v1::SignedMetadata& signed_root) {
  auto root = parse_root(signed_root);
  if (!root) return root;
  if (auto verified = verify_metadata(TufRole::root, *root, signed_root); !verified) return verified.error();
  return root;
}

Result<v1::RootMetadata> next_root(const v1::RootMetadata& trusted, const v1::SignedMetadata& signed_root) {
  if (auto verified = verify_metadata(TufRole::root, trusted, signed_root); !verified) return verified.error();
  auto root = first_root(signed_root);
  if (!root) return root;
  if (root->version() != trusted.version() + 1) {
    return no_root("version " + std::to_string(root->version()) + " does not follow " +
                   std::to_string(trusted.version()));
  }
  return root;
}

bool is_key_of(TufRole role, const v1::RootMetadata& root, const v1::TufKey& key) {
  const auto& ids = keys_of(role, root).key_ids();
  return std::find(ids.begin(), ids.end(), as_text(tuf_key_id(key))) != ids.end();
}

bool has_other_keys(TufRole role, const v1::RootMetadata& before, const v1::RootMetadata& after) {
  const v1::TufRoleKeys& old = keys_of(role, before);
  const v1::TufRoleKeys& now = keys_of(role, after);
  const std::set<std::string> old_ids{old.key_ids().begin(), old.key_ids().end()};
  const std::set<std::string> now_ids{now.key_ids().begin(), now.key_ids().end()};
  return old_ids != now_ids || old.threshold() != now.threshold();
}

v1::MetadataFile metadata_file(std::uint64_t version, std::string_view metadata) {
  v1::MetadataFile file;
  file.set_version(version);
  file.set_bytes(metadata.size());
  file.set_sha256(std::string{as_text(sha256(as_bytes(metadata)))});
  return file;
}

}  // namespace kazasu::proto
