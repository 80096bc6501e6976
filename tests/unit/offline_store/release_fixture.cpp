#include "offline_store/release_fixture.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/signature.hpp"
#include "kazasu/proto/zstd.hpp"

using namespace kazasu;
using proto::TufRole;

Result<Bytes> MemoryKeys::load(std::string_view name) {
  const auto found = secrets_.find(std::string{name});
  if (found == secrets_.end()) return Error{ErrorCode::key_missing, std::string{name}};
  return found->second;
}

Result<void> MemoryKeys::store(std::string_view name, BytesView secret) {
  secrets_[std::string{name}] = Bytes{secret.begin(), secret.end()};
  return {};
}

namespace {

void add_chunk(const v1::Catalog& content, MadeOfChunks& made) {
  const std::string plain = content.SerializeAsString();
  std::string frame = proto::zstd_compress(plain);
  v1::CatalogChunk& chunk = *made.step.add_chunks();
  chunk.set_sha256(std::string{as_text(proto::sha256(as_bytes(frame)))});
  chunk.set_bytes(static_cast<std::uint32_t>(frame.size()));
  chunk.set_plain_bytes(static_cast<std::uint32_t>(plain.size()));
  made.frames.push_back(std::move(frame));
}

}  // namespace

MadeOfChunks chunks_of(v1::Catalog catalog, int rows_per_chunk) {
  MadeOfChunks made;
  made.step.set_base_version(catalog.base_version());
  made.step.set_version(catalog.version());
  made.step.set_covers_epoch(catalog.covers_epoch());
  made.step.set_covers_seq(catalog.covers_seq());
  v1::Catalog header = catalog;
  for (auto* rows : {header.mutable_removed_accounts(), header.mutable_removed_products()}) rows->Clear();
  header.clear_members();
  header.clear_products();
  header.clear_store();
  header.clear_covers_epoch();
  header.clear_covers_seq();
  add_chunk(header, made);
  v1::Catalog rows;
  *rows.mutable_products() = catalog.products();
  *rows.mutable_removed_accounts() = catalog.removed_accounts();
  *rows.mutable_removed_products() = catalog.removed_products();
  for (const v1::CatalogMember& member : catalog.members()) {
    *rows.add_members() = member;
    if (rows.members_size() < rows_per_chunk) continue;
    add_chunk(rows, made);
    rows.Clear();
  }
  if (rows.ByteSizeLong() > 0) add_chunk(rows, made);
  return made;
}

proto::SigningKey ReleaseSigner::make_key(std::string_view algorithm) {
  return *proto::SigningKey::from_pem(*proto::generate_private_key_pem(algorithm));
}

void ReleaseSigner::name_key(v1::TufRoleKeys& role, const proto::SigningKey& key, int threshold,
                             v1::RootMetadata& in) const {
  const v1::TufKey named = proto::tuf_key_of(key);
  role.add_key_ids(std::string{as_text(proto::tuf_key_id(named))});
  role.set_threshold(static_cast<std::uint32_t>(threshold));
  *in.add_keys() = named;
}

ReleaseSigner::ReleaseSigner(std::string_view algorithm)
    : timestamp_key(make_key(algorithm)),
      snapshot_key(make_key(algorithm)),
      targets_key(make_key(algorithm)),
      algorithm_(algorithm) {
  for (int i = 0; i < 3; ++i) root_keys.push_back(make_key(algorithm));
  root.set_version(1);
  root.set_expires_unix_ms(kReleaseNow + 1000 * kDayMs);
  for (const proto::SigningKey& key : root_keys) name_key(*root.mutable_root(), key, 2, root);
  name_key(*root.mutable_timestamp(), timestamp_key, 1, root);
  name_key(*root.mutable_snapshot(), snapshot_key, 1, root);
  name_key(*root.mutable_targets(), targets_key, 1, root);
  first_root = signed_root(root, {root_keys[0], root_keys[2]});
}

v1::SignedMetadata ReleaseSigner::signed_root(const v1::RootMetadata& root,
                                              const std::vector<proto::SigningKey>& keys) {
  return *proto::sign_metadata(TufRole::root, root.SerializeAsString(), keys);
}

v1::SignedMetadata ReleaseSigner::next_root(const v1::RootMetadata& next) const {
  return signed_root(next, {root_keys[0], root_keys[1]});
}

v1::SignedMetadata ReleaseSigner::rotate_online() {
  timestamp_key = make_key(algorithm_);
  snapshot_key = make_key(algorithm_);
  targets_key = make_key(algorithm_);
  root.set_version(root.version() + 1);
  root.clear_timestamp();
  root.clear_snapshot();
  root.clear_targets();
  name_key(*root.mutable_timestamp(), timestamp_key, 1, root);
  name_key(*root.mutable_snapshot(), snapshot_key, 1, root);
  name_key(*root.mutable_targets(), targets_key, 1, root);
  return next_root(root);
}

v1::TargetsMetadata ReleaseSigner::targets_to(const std::vector<MadeOfChunks>& steps) const {
  v1::TargetsMetadata targets;
  targets.set_version(steps.back().step.version());
  targets.set_expires_unix_ms(targets_expires);
  targets.set_terminal(terminal);
  targets.mutable_store()->set_name("Kita store");
  for (const MadeOfChunks& made : steps) *targets.add_steps() = made.step;
  return targets;
}

v1::CatalogRelease ReleaseSigner::sign(const v1::TargetsMetadata& targets) const {
  v1::CatalogRelease release;
  *release.mutable_targets() =
      *proto::sign_metadata(TufRole::targets, targets.SerializeAsString(), std::array{targets_key});
  v1::SnapshotMetadata snapshot;
  snapshot.set_version(targets.version());
  snapshot.set_expires_unix_ms(snapshot_expires);
  *snapshot.mutable_targets() = proto::metadata_file(targets.version(), release.targets().metadata());
  *release.mutable_snapshot() =
      *proto::sign_metadata(TufRole::snapshot, snapshot.SerializeAsString(), std::array{snapshot_key});
  v1::TimestampMetadata timestamp;
  timestamp.set_version(targets.version());
  timestamp.set_expires_unix_ms(timestamp_expires);
  *timestamp.mutable_snapshot() = proto::metadata_file(targets.version(), release.snapshot().metadata());
  *release.mutable_timestamp() =
      *proto::sign_metadata(TufRole::timestamp, timestamp.SerializeAsString(), std::array{timestamp_key});
  return release;
}

v1::CatalogRelease ReleaseSigner::release(const std::vector<MadeOfChunks>& steps) const {
  v1::CatalogRelease release = sign(targets_to(steps));
  for (const MadeOfChunks& made : steps) {
    for (const std::string& frame : made.frames) release.add_chunks(frame);
  }
  return release;
}

v1::CatalogRelease ReleaseSigner::release(const v1::Catalog& catalog) const {
  return release(std::vector{chunks_of(catalog)});
}
