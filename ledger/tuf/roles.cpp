#include "tuf/roles.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>

#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::int64_t kRootLifeMs = 3LL * 365 * kMsPerDay;
constexpr std::size_t kRootKeysMax = 15;
constexpr std::uint64_t kRootVersionsMax = 10'000;

/// The ledger's key store.
std::string root_name(std::uint64_t version) {
  return "tuf_root_" + std::to_string(version);
}
std::string online_name(proto::TufRole role) {
  return "tuf_" + std::string{name_of(role)} + "_key";
}
/// The offline one: of the root of a version, the n-th key from 1.
std::string root_key_name(std::uint64_t version, std::size_t n) {
  return "root_" + std::to_string(version) + "_key_" + std::to_string(n);
}

constexpr std::array kOnline{proto::TufRole::timestamp, proto::TufRole::snapshot, proto::TufRole::targets};

v1::TufRoleKeys& keys_of(proto::TufRole role, v1::RootMetadata& root) {
  switch (role) {
    case proto::TufRole::root: return *root.mutable_root();
    case proto::TufRole::timestamp: return *root.mutable_timestamp();
    case proto::TufRole::snapshot: return *root.mutable_snapshot();
    case proto::TufRole::targets: break;
  }
  return *root.mutable_targets();
}

Result<void> check_options(const RootKeyOptions& options) {
  if (options.keys == 0 || options.keys > kRootKeysMax || options.threshold == 0 || options.threshold > options.keys) {
    return Error{ErrorCode::invalid_argument, "root keys: 1 to 15, and a threshold of 1 to as many"};
  }
  return {};
}

/// Gives a role these keys alone.
void set_role(proto::TufRole role, std::span<const proto::SigningKey> keys, std::size_t threshold,
              v1::RootMetadata& root) {
  v1::TufRoleKeys& named = keys_of(role, root);
  named.Clear();
  named.set_threshold(static_cast<std::uint32_t>(threshold));
  for (const proto::SigningKey& key : keys) {
    v1::TufKey& added = *root.add_keys();
    added = proto::tuf_key_of(key);
    named.add_key_ids(std::string{as_text(proto::tuf_key_id(added))});
  }
}

/// Keys that no role names any more go.
void drop_unnamed_keys(v1::RootMetadata& root) {
  google::protobuf::RepeatedPtrField<v1::TufKey> kept;
  for (const v1::TufKey& key : root.keys()) {
    const std::string id{as_text(proto::tuf_key_id(key))};
    bool named = false;
    for (const auto* role : {&root.root(), &root.timestamp(), &root.snapshot(), &root.targets()}) {
      for (const std::string& other : role->key_ids()) named = named || other == id;
    }
    if (named) *kept.Add() = key;
  }
  root.mutable_keys()->Swap(&kept);
}

Result<proto::SigningKey> make_key(std::string_view algorithm, KeyStore& keys, const std::string& name) {
  const auto pem = proto::generate_private_key_pem(algorithm);
  if (!pem) return pem.error();
  if (auto stored = keys.store(name, as_bytes(*pem)); !stored) return stored.error();
  return proto::SigningKey::from_pem(*pem);
}

Result<proto::SigningKey> load_key(KeyStore& keys, const std::string& name) {
  const auto pem = keys.load(name);
  if (!pem) return pem.error();
  return proto::SigningKey::from_pem(as_text(*pem));
}

Result<std::vector<proto::SigningKey>> make_root_keys(std::uint64_t version, const RootKeyOptions& options,
                                                      KeyStore& root_keys) {
  std::vector<proto::SigningKey> made;
  for (std::size_t n = 1; n <= options.keys; ++n) {
    auto key = make_key(options.algorithm, root_keys, root_key_name(version, n));
    if (!key) return key.error();
    made.push_back(std::move(*key));
  }
  return made;
}

Result<std::vector<v1::SignedMetadata>> load_roots(KeyStore& keys) {
  std::vector<v1::SignedMetadata> roots;
  std::optional<v1::RootMetadata> trusted;
  for (std::uint64_t version = 1; version <= kRootVersionsMax; ++version) {
    const auto stored = keys.load(root_name(version));
    if (!stored && stored.error().code == ErrorCode::key_missing && version > 1) break;
    if (!stored) return stored.error();
    v1::SignedMetadata& root = roots.emplace_back();
    if (!root.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
      return Error{ErrorCode::catalog_root_invalid, root_name(version) + " is not such a message"};
    }
    auto followed = trusted ? proto::next_root(*trusted, root) : proto::first_root(root);
    if (!followed) return followed.error();
    trusted = std::move(*followed);
  }
  return roots;
}

}  // namespace

Result<TufKeys> load_tuf_keys(KeyStore& keys) {
  auto roots = load_roots(keys);
  if (!roots) return roots.error();
  v1::RootMetadata newest;
  newest.ParseFromString(roots->back().metadata());
  std::vector<proto::SigningKey> online;
  for (const proto::TufRole role : kOnline) {
    auto key = load_key(keys, online_name(role));
    if (!key) return key.error();
    // A rotation that was cut off has stored the key and not the root that names it.
    if (!proto::is_key_of(role, newest, proto::tuf_key_of(*key))) {
      return Error{ErrorCode::catalog_root_invalid,
                   "the newest root does not name the " + std::string{name_of(role)} + " key: rotate that role again"};
    }
    online.push_back(std::move(*key));
  }
  return TufKeys{.roots = std::move(*roots),
                 .newest = std::move(newest),
                 .timestamp = online[0],
                 .snapshot = online[1],
                 .targets = online[2]};
}

Result<void> make_first_root(const RootKeyOptions& options, KeyStore& root_keys, KeyStore& keys,
                             std::int64_t now_unix_ms) {
  if (auto checked = check_options(options); !checked) return checked;
  v1::RootMetadata root;
  root.set_version(1);
  root.set_expires_unix_ms(now_unix_ms + kRootLifeMs);
  auto made = make_root_keys(1, options, root_keys);
  if (!made) return made.error();
  set_role(proto::TufRole::root, *made, options.threshold, root);
  for (const proto::TufRole role : kOnline) {
    const auto key = make_key(options.algorithm, keys, online_name(role));
    if (!key) return key.error();
    set_role(role, {&*key, 1}, 1, root);
  }
  auto signed_root = proto::sign_metadata(proto::TufRole::root, root.SerializeAsString(), *made);
  if (!signed_root) return signed_root.error();
  return keys.store(root_name(1), as_bytes(signed_root->SerializeAsString()));
}

Result<std::uint64_t> rotate_role(std::string_view role, const RootKeyOptions& options, KeyStore& root_keys,
                                  KeyStore& keys, std::int64_t now_unix_ms) {
  if (auto checked = check_options(options); !checked) return checked.error();
  const auto first = keys.load(root_name(1));
  if (!first && first.error().code == ErrorCode::key_missing) {  // a ledger from before there were roots
    if (auto made = make_first_root(options, root_keys, keys, now_unix_ms); !made) return made.error();
    return 1;
  }
  auto roots = load_roots(keys);
  if (!roots) return roots.error();
  v1::RootMetadata root;
  if (!root.ParseFromString(roots->back().metadata())) {
    return Error{ErrorCode::catalog_root_invalid, "the newest root is not such a message"};
  }
  // The root's keys were made with the first root that names them.
  std::vector<proto::SigningKey> signing;
  const v1::TufRoleKeys before = root.root();
  for (std::uint64_t version = root.version(); version >= 1 && signing.empty(); --version) {
    for (std::size_t n = 1; n <= kRootKeysMax; ++n) {
      auto key = load_key(root_keys, root_key_name(version, n));
      if (key) signing.push_back(std::move(*key));
    }
  }
  if (signing.size() < before.threshold()) {
    return Error{ErrorCode::key_missing, "root: " + std::to_string(signing.size()) + " keys are there, " +
                                             std::to_string(before.threshold()) + " must sign"};
  }
  root.set_version(root.version() + 1);
  root.set_expires_unix_ms(now_unix_ms + kRootLifeMs);
  std::string online_key;
  std::optional<proto::TufRole> online;
  if (role == "root") {
    auto made = make_root_keys(root.version(), options, root_keys);
    if (!made) return made.error();
    set_role(proto::TufRole::root, *made, options.threshold, root);
    signing.insert(signing.end(), made->begin(), made->end());
  } else if (!role.empty()) {
    for (const proto::TufRole one : kOnline) {
      if (name_of(one) == role) online = one;
    }
    if (!online) return Error{ErrorCode::invalid_argument, "role: root, timestamp, snapshot or targets"};
    auto made = proto::generate_private_key_pem(options.algorithm);
    if (!made) return made.error();
    online_key = std::move(*made);
    const auto key = proto::SigningKey::from_pem(online_key);
    if (!key) return key.error();
    set_role(*online, {&*key, 1}, 1, root);
  }
  drop_unnamed_keys(root);
  auto signed_root = proto::sign_metadata(proto::TufRole::root, root.SerializeAsString(), signing);
  if (!signed_root) return signed_root.error();
  v1::RootMetadata trusted;
  trusted.ParseFromString(roots->back().metadata());
  if (auto followed = proto::next_root(trusted, *signed_root); !followed) return followed.error();
  // The key first: with it and the old root the ledger refuses to sign; the other way round it could not.
  if (online) {
    if (auto stored = keys.store(online_name(*online), as_bytes(online_key)); !stored) return stored.error();
  }
  if (auto stored = keys.store(root_name(root.version()), as_bytes(signed_root->SerializeAsString())); !stored) {
    return stored.error();
  }
  return root.version();
}

}  // namespace kazasu::ledger
