#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kazasu/proto/tuf.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/tuf.pb.h"

/// Secrets in memory.
class MemoryKeys : public kazasu::KeyStore {
 public:
  kazasu::Result<kazasu::Bytes> load(std::string_view name) override;
  kazasu::Result<void> store(std::string_view name, kazasu::BytesView secret) override;

 private:
  std::map<std::string, kazasu::Bytes> secrets_;
};

/// A way from one version to another: its chunks, and what it covers of the terminal's entries.
struct MadeOfChunks {
  kazasu::v1::CatalogStep step;
  std::vector<std::string> frames;
};
/// A catalog's header in a chunk, then `rows_per_chunk` members in each.
MadeOfChunks chunks_of(kazasu::v1::Catalog catalog, int rows_per_chunk = 1000);

/// A ledger that signs what a test gives it. Its root has three keys, of which two must sign; its releases hold for a
/// day from kReleaseNow on.
class ReleaseSigner {
 public:
  static constexpr std::int64_t kReleaseNow = 1'775'000'000'000;
  static constexpr std::int64_t kDayMs = 86'400'000;

  explicit ReleaseSigner(std::string_view algorithm = "ecdsa-p256-sha256");

  /// What a test may spoil before it is signed.
  kazasu::v1::TargetsMetadata targets_to(const std::vector<MadeOfChunks>& steps) const;
  kazasu::v1::CatalogRelease sign(const kazasu::v1::TargetsMetadata& targets) const;
  /// All of it, with the chunks inside the release.
  kazasu::v1::CatalogRelease release(const std::vector<MadeOfChunks>& steps) const;
  kazasu::v1::CatalogRelease release(const kazasu::v1::Catalog& catalog) const;

  /// A root of the next version, signed by what the newest one asks for.
  kazasu::v1::SignedMetadata next_root(const kazasu::v1::RootMetadata& root) const;
  /// Signs a root with these keys.
  static kazasu::v1::SignedMetadata signed_root(const kazasu::v1::RootMetadata& root,
                                                const std::vector<kazasu::proto::SigningKey>& keys);
  /// New keys for the online roles, and the root that names them.
  kazasu::v1::SignedMetadata rotate_online();
  void name_key(kazasu::v1::TufRoleKeys& role, const kazasu::proto::SigningKey& key, int threshold,
                kazasu::v1::RootMetadata& root) const;

  std::vector<kazasu::proto::SigningKey> root_keys;  ///< three
  kazasu::proto::SigningKey timestamp_key, snapshot_key, targets_key;
  kazasu::v1::RootMetadata root;
  kazasu::v1::SignedMetadata first_root;
  std::int64_t timestamp_expires = kReleaseNow + kDayMs;
  std::int64_t snapshot_expires = kReleaseNow + kDayMs;
  std::int64_t targets_expires = kReleaseNow + kDayMs;
  std::string terminal = "R1";

 private:
  std::string algorithm_;
  static kazasu::proto::SigningKey make_key(std::string_view algorithm);
};
