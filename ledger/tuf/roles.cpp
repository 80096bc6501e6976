#include "tuf/roles.hpp"

#include <array>
#include <optional>
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

Result<std::string> load_text(KeyStore& keys, std::string_view name) {
  auto key = keys.load(name);
  if (!key) return key.error();
  return std::string{as_text(*key)};
}

Result<void> check_options(const RootKeyOptions& options) {
  if (options.keys == 0 || options.keys > kRootKeysMax || options.threshold == 0 || options.threshold > options.keys) {
    return Error{ErrorCode::invalid_argument, "root keys: 1 to 15, and a threshold of 1 to as many"};
  }
  return {};
}

/// Gives a role these keys alone.
Result<void> set_role(proto::TufRole role, const std::vector<std::string>& private_keys, std::size_t threshold,
                      v1::RootMetadata& root) {
  v1::TufRoleKeys& named = keys_of(role, root);
  named.Clear();
  named.set_threshold(static_cast<std::uint32_t>(threshold));
  for (const std::string& private_key : private_keys) {
    auto key = proto::tuf_key_of(private_key);
    if (!key) return key.error();
    named.add_key_ids(std::string{as_text(proto::tuf_key_id(*key))});
    *root.add_keys() = std::move(*key);
  }
  return {};
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

Result<std::vector<std::string>> make_root_keys(std::uint64_t version, const RootKeyOptions& options,
                                                KeyStore& root_keys) {
  std::vector<std::string> made;
  for (std::size_t n = 1; n <= options.keys; ++n) {
    auto key = proto::generate_private_key_pem(options.algorithm);
    if (!key) return key.error();
    if (auto stored = root_keys.store(root_key_name(version, n), as_bytes(*key)); !stored) return stored.error();
    made.push_back(std::move(*key));
  }
  return made;
}

Result<void> make_online_key(proto::TufRole role, const RootKeyOptions& options, v1::RootMetadata& root,
                             std::string& made) {
  auto key = proto::generate_private_key_pem(options.algorithm);
  if (!key) return key.error();
  made = *key;
  return set_role(role, {made}, 1, root);
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
  TufKeys loaded;
  auto roots = load_roots(keys);
  if (!roots) return roots.error();
  loaded.roots = std::move(*roots);
  loaded.newest.ParseFromString(loaded.roots.back().metadata());
  const std::array<std::string*, kOnline.size()> texts{&loaded.timestamp_key_pem, &loaded.snapshot_key_pem,
                                                       &loaded.targets_key_pem};
  for (std::size_t i = 0; i < kOnline.size(); ++i) {
    auto key = load_text(keys, online_name(kOnline[i]));
    if (!key) return key.error();
    *texts[i] = std::move(*key);
    // A rotation that was cut off has stored the key and not the root that names it.
    const auto public_key = proto::tuf_key_of(*texts[i]);
    if (!public_key) return public_key.error();
    if (!proto::is_key_of(kOnline[i], loaded.newest, *public_key)) {
      return Error{
          ErrorCode::catalog_root_invalid,
          "the newest root does not name the " + std::string{name_of(kOnline[i])} + " key: rotate that role again"};
    }
  }
  return loaded;
}

Result<void> make_first_root(const RootKeyOptions& options, KeyStore& root_keys, KeyStore& keys,
                             std::int64_t now_unix_ms) {
  if (auto checked = check_options(options); !checked) return checked;
  v1::RootMetadata root;
  root.set_version(1);
  root.set_expires_unix_ms(now_unix_ms + kRootLifeMs);
  auto made = make_root_keys(1, options, root_keys);
  if (!made) return made.error();
  if (auto set = set_role(proto::TufRole::root, *made, options.threshold, root); !set) return set;
  for (const proto::TufRole role : kOnline) {
    std::string key;
    if (auto done = make_online_key(role, options, root, key); !done) return done;
    if (auto stored = keys.store(online_name(role), as_bytes(key)); !stored) return stored;
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
  std::vector<std::string> signing;
  const v1::TufRoleKeys before = root.root();
  for (std::uint64_t version = root.version(); version >= 1 && signing.empty(); --version) {
    for (std::size_t n = 1; n <= kRootKeysMax; ++n) {
      auto key = load_text(root_keys, root_key_name(version, n));
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
    if (auto set = set_role(proto::TufRole::root, *made, options.threshold, root); !set) return set.error();
    signing.insert(signing.end(), made->begin(), made->end());
  } else if (!role.empty()) {
    for (const proto::TufRole one : kOnline) {
      if (name_of(one) == role) online = one;
    }
    if (!online) return Error{ErrorCode::invalid_argument, "role: root, timestamp, snapshot or targets"};
    if (auto made = make_online_key(*online, options, root, online_key); !made) return made.error();
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
