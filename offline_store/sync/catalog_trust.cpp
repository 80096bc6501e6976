#include "sync/catalog_trust.hpp"

#include <utility>

#include "kazasu/proto/tuf.hpp"
#include "kazasu/sync/enrollment.hpp"

namespace kazasu::sync {
namespace {

using proto::TufRole;

std::string versions(std::uint64_t offered, std::uint64_t trusted) {
  return "version " + std::to_string(offered) + " offered, " + std::to_string(trusted) + " was trusted";
}

Error mixed(TufRole role, const std::string& what) {
  return {ErrorCode::catalog_mixed, std::string{name_of(role)} + ": " + what};
}

Result<void> check_version(TufRole role, std::uint64_t offered, std::uint64_t trusted) {
  if (offered >= trusted) return {};
  return Error{ErrorCode::catalog_rollback, std::string{name_of(role)} + ": " + versions(offered, trusted)};
}

Result<void> check_expiry(TufRole role, std::int64_t expires_unix_ms, std::int64_t now_unix_ms) {
  if (now_unix_ms < expires_unix_ms) return {};
  return Error{ErrorCode::catalog_expired, std::string{name_of(role)} + " expired " +
                                               std::to_string((now_unix_ms - expires_unix_ms) / 60'000) +
                                               " minutes ago, by this terminal's time"};
}

/// Metadata that the role above names by version, size and hash.
Result<void> check_file(TufRole role, const v1::MetadataFile& named, const v1::SignedMetadata& offered) {
  const v1::MetadataFile found = proto::metadata_file(named.version(), offered.metadata());
  if (found.bytes() == named.bytes() && found.sha256() == named.sha256()) return {};
  return mixed(role, "it is not the one that the role above it names");
}

template <class Message>
Result<Message> parsed(TufRole role, const v1::SignedMetadata& signed_metadata) {
  Message message;
  if (message.ParseFromString(signed_metadata.metadata())) return message;
  return mixed(role, "it is not such a message");
}

/// Each step builds on the one before it, and its chunks are of sizes that a terminal takes.
Result<void> check_steps(const v1::TargetsMetadata& targets, std::uint64_t since) {
  if (targets.steps().empty()) return mixed(TufRole::targets, "it leads nowhere");
  std::uint64_t reached = targets.steps(0).base_version() == 0 ? 0 : since;
  for (const v1::CatalogStep& step : targets.steps()) {
    if (step.base_version() != reached || step.version() <= reached) {
      return mixed(TufRole::targets, "a step from version " + std::to_string(step.base_version()) + " to " +
                                         std::to_string(step.version()) + ", at " + std::to_string(reached));
    }
    reached = step.version();
    if (step.chunks().empty()) return mixed(TufRole::targets, "a step has no chunks");
    for (const v1::CatalogChunk& chunk : step.chunks()) {
      if (chunk.bytes() > proto::kCatalogChunkBytesMax || chunk.plain_bytes() > proto::kCatalogChunkPlainBytesMax) {
        return Error{ErrorCode::catalog_oversized, "targets: a chunk is larger than one may be"};
      }
      if (chunk.sha256().size() != proto::Digest{}.size()) return mixed(TufRole::targets, "a chunk has no name");
    }
  }
  if (reached != targets.version()) return mixed(TufRole::targets, "its steps lead to another version");
  return {};
}

}  // namespace

CatalogTrust::CatalogTrust(KeyStore& keys, v1::CatalogTrust trust, v1::RootMetadata root)
    : keys_(&keys), trust_(std::move(trust)), root_(std::move(root)) {}

Result<void> CatalogTrust::begin(KeyStore& keys, const std::string& signed_root) {
  v1::CatalogTrust trust;
  if (!trust.mutable_root()->ParseFromString(signed_root)) {
    return Error{ErrorCode::catalog_root_invalid, "EnrollAnswer.catalog_root is not such a message"};
  }
  auto root = proto::first_root(trust.root());
  if (!root) return root.error();
  return CatalogTrust{keys, std::move(trust), std::move(*root)}.store();
}

Result<CatalogTrust> CatalogTrust::load(KeyStore& keys) {
  const auto stored = keys.load(kCatalogTrust);
  if (!stored) return stored.error();
  v1::CatalogTrust trust;
  if (!trust.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
    return Error{ErrorCode::catalog_root_invalid, "what is trusted of catalogs is damaged in the key store"};
  }
  auto root = proto::first_root(trust.root());
  if (!root) return root.error();
  return CatalogTrust{keys, std::move(trust), std::move(*root)};
}

Result<void> CatalogTrust::store() {
  return keys_->store(kCatalogTrust, as_bytes(trust_.SerializeAsString()));
}

/// Each root is trusted by the one before it. Whoever had the keys of timestamp or snapshot may have forged versions
/// that nothing can be above: with other keys they count anew (TUF 5.3.11, fast-forward).
Result<void> CatalogTrust::follow_roots(const v1::CatalogRelease& release, std::int64_t now_unix_ms) {
  if (static_cast<std::size_t>(release.roots_size()) > proto::kTufRootsMax) {
    return Error{ErrorCode::catalog_oversized, "root: more versions than a release may bring"};
  }
  bool followed_one = false;
  for (const v1::SignedMetadata& offered : release.roots()) {
    auto root = proto::next_root(root_, offered);
    if (!root) return root.error();
    if (has_other_keys(TufRole::timestamp, root_, *root) || has_other_keys(TufRole::snapshot, root_, *root)) {
      trust_.set_timestamp_version(0);
      trust_.set_snapshot_version(0);
      trust_.set_targets_version(0);
    }
    *trust_.mutable_root() = offered;
    root_ = std::move(*root);
    followed_one = true;
  }
  if (followed_one) {
    if (auto stored = store(); !stored) return stored;
  }
  return check_expiry(TufRole::root, root_.expires_unix_ms(), now_unix_ms);
}

Result<v1::TargetsMetadata> CatalogTrust::accept(const v1::CatalogRelease& release, const Asked& asked) {
  const std::int64_t now = asked.now_unix_ms;
  if (auto followed = follow_roots(release, now); !followed) return followed.error();

  if (auto verified = verify_metadata(TufRole::timestamp, root_, release.timestamp()); !verified) {
    return verified.error();
  }
  const auto timestamp = parsed<v1::TimestampMetadata>(TufRole::timestamp, release.timestamp());
  if (!timestamp) return timestamp.error();
  auto checked = check_version(TufRole::timestamp, timestamp->version(), trust_.timestamp_version());
  if (checked) checked = check_version(TufRole::snapshot, timestamp->snapshot().version(), trust_.snapshot_version());
  if (checked) checked = check_expiry(TufRole::timestamp, timestamp->expires_unix_ms(), now);

  if (checked) checked = check_file(TufRole::snapshot, timestamp->snapshot(), release.snapshot());
  if (checked) checked = verify_metadata(TufRole::snapshot, root_, release.snapshot());
  if (!checked) return checked.error();
  const auto snapshot = parsed<v1::SnapshotMetadata>(TufRole::snapshot, release.snapshot());
  if (!snapshot) return snapshot.error();
  if (snapshot->version() != timestamp->snapshot().version()) {
    return mixed(TufRole::snapshot, "it is of another version than the timestamp names");
  }
  checked = check_version(TufRole::targets, snapshot->targets().version(), trust_.targets_version());
  if (checked) checked = check_expiry(TufRole::snapshot, snapshot->expires_unix_ms(), now);

  if (checked) checked = check_file(TufRole::targets, snapshot->targets(), release.targets());
  if (checked) checked = verify_metadata(TufRole::targets, root_, release.targets());
  if (!checked) return checked.error();
  auto targets = parsed<v1::TargetsMetadata>(TufRole::targets, release.targets());
  if (!targets) return targets.error();
  if (targets->version() != snapshot->targets().version()) {
    return mixed(TufRole::targets, "it is of another version than the snapshot names");
  }
  checked = check_expiry(TufRole::targets, targets->expires_unix_ms(), now);
  if (checked && targets->terminal() != asked.terminal) {
    checked = mixed(TufRole::targets, "it is another terminal's");
  }
  if (checked) checked = check_steps(*targets, asked.since);
  if (!checked) return checked.error();

  trust_.set_timestamp_version(timestamp->version());
  trust_.set_snapshot_version(snapshot->version());
  trust_.set_targets_version(targets->version());
  trust_.set_expires_unix_ms(timestamp->expires_unix_ms());
  if (auto stored = store(); !stored) return stored.error();
  return targets;
}

Result<void> CatalogTrust::check_not_frozen(std::int64_t now_unix_ms) const {
  if (trust_.expires_unix_ms() == 0) return {};
  return check_expiry(TufRole::timestamp, trust_.expires_unix_ms(), now_unix_ms);
}

}  // namespace kazasu::sync
