// The attacks on an update system that the TUF specification lists (1.5.2), against what a terminal trusts.
#include "sync/catalog_trust.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "catalog_fixture.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "release_fixture.hpp"

using namespace kazasu;
using proto::TufRole;
using sync::CatalogTrust;

namespace {

constexpr std::int64_t kNow = ReleaseSigner::kReleaseNow;
constexpr std::int64_t kDayMs = ReleaseSigner::kDayMs;

v1::Catalog whole(std::uint64_t version) {
  return catalog_of_version(version);
}

/// A terminal that was enrolled at a ledger.
struct Trusting {
  explicit Trusting(std::string_view algorithm = "ecdsa-p256-sha256") : ledger(algorithm) {
    REQUIRE(CatalogTrust::begin(keys, ledger.first_root.SerializeAsString()).ok());
  }

  Result<v1::TargetsMetadata> offer(const v1::CatalogRelease& release, std::int64_t now = kNow,
                                    std::uint64_t since = 0) {
    auto trust = CatalogTrust::load(keys);
    REQUIRE(trust.ok());
    return trust->accept(release, {"R1", since, now});
  }
  ErrorCode refusal(const v1::CatalogRelease& release, std::int64_t now = kNow) {
    const Bytes before = *keys.load(sync::kCatalogTrust);
    const auto accepted = offer(release, now);
    REQUIRE_FALSE(accepted.ok());
    CHECK(*keys.load(sync::kCatalogTrust) == before);  // what is refused leaves nothing behind
    return accepted.error().code;
  }
  std::uint64_t root_version() { return CatalogTrust::load(keys)->root_version(); }

  MemoryKeys keys;
  ReleaseSigner ledger;
};

}  // namespace

TEST_CASE("catalog trust: a release signed in all roles is taken, with keys of either algorithm") {
  const std::string algorithm = GENERATE("ecdsa-p256-sha256", "ed25519");
  Trusting terminal{algorithm};
  const auto targets = terminal.offer(terminal.ledger.release(whole(5)));
  REQUIRE(targets.ok());
  CHECK(targets->version() == 5);
  CHECK(targets->steps_size() == 1);
}

TEST_CASE("catalog trust: arbitrary content: what the roles' keys have not signed is refused, role by role") {
  Trusting terminal;
  const ReleaseSigner stranger;
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  SECTION("timestamp") {
    *release.mutable_timestamp()->mutable_signatures() = stranger.release(whole(5)).timestamp().signatures();
  }
  SECTION("timestamp without a signature") {
    release.mutable_timestamp()->clear_signatures();
  }
  SECTION("snapshot") {
    *release.mutable_snapshot()->mutable_signatures() = stranger.release(whole(5)).snapshot().signatures();
  }
  SECTION("targets") {
    *release.mutable_targets()->mutable_signatures() = stranger.release(whole(5)).targets().signatures();
  }
  CHECK(terminal.refusal(release) == ErrorCode::signature_invalid);
}

TEST_CASE("catalog trust: key compromise: a role's key signs no other role") {
  Trusting terminal;
  SECTION("the timestamp's key is known: it makes no targets") {
    terminal.ledger.targets_key = terminal.ledger.timestamp_key;
    CHECK(terminal.refusal(terminal.ledger.release(whole(5))) == ErrorCode::signature_invalid);
  }
  SECTION("snapshot and timestamp are known: they make no targets either") {
    terminal.ledger.targets_key = terminal.ledger.snapshot_key;
    CHECK(terminal.refusal(terminal.ledger.release(whole(5))) == ErrorCode::signature_invalid);
  }
  SECTION("the targets' key is known: it makes no timestamp") {
    terminal.ledger.timestamp_key = terminal.ledger.targets_key;
    CHECK(terminal.refusal(terminal.ledger.release(whole(5))) == ErrorCode::signature_invalid);
  }
}

TEST_CASE("catalog trust: signatures of one role's bytes are none of another role's") {
  const ReleaseSigner ledger;
  const v1::SignedMetadata timestamp = ledger.release(whole(5)).timestamp();
  v1::RootMetadata all_one_key = ledger.root;
  *all_one_key.mutable_snapshot() = all_one_key.timestamp();
  CHECK(proto::verify_metadata(TufRole::timestamp, all_one_key, timestamp).ok());
  CHECK_FALSE(proto::verify_metadata(TufRole::snapshot, all_one_key, timestamp).ok());
}

TEST_CASE("catalog trust: rollback: a version below one that was trusted is refused, also by a new process") {
  Trusting terminal;
  REQUIRE(terminal.offer(terminal.ledger.release(whole(5))).ok());
  CHECK(terminal.refusal(terminal.ledger.release(whole(4))) == ErrorCode::catalog_rollback);
  // The same one may come again: the catalog's file may have been lost.
  CHECK(terminal.offer(terminal.ledger.release(whole(5))).ok());
}

TEST_CASE("catalog trust: rollback: each role for itself") {
  Trusting terminal;
  REQUIRE(terminal.offer(terminal.ledger.release(whole(5))).ok());
  const v1::TargetsMetadata old_targets = terminal.ledger.targets_to({chunks_of(whole(4))});
  v1::CatalogRelease release = terminal.ledger.sign(old_targets);
  const auto sign_again = [&](std::uint64_t timestamp_version, std::uint64_t snapshot_version) {
    v1::SnapshotMetadata snapshot;
    snapshot.set_version(snapshot_version);
    snapshot.set_expires_unix_ms(kNow + kDayMs);
    *snapshot.mutable_targets() = proto::metadata_file(4, release.targets().metadata());
    *release.mutable_snapshot() = *proto::sign_metadata(TufRole::snapshot, snapshot.SerializeAsString(),
                                                        std::array{terminal.ledger.snapshot_key});
    v1::TimestampMetadata timestamp;
    timestamp.set_version(timestamp_version);
    timestamp.set_expires_unix_ms(kNow + kDayMs);
    *timestamp.mutable_snapshot() = proto::metadata_file(snapshot_version, release.snapshot().metadata());
    *release.mutable_timestamp() = *proto::sign_metadata(TufRole::timestamp, timestamp.SerializeAsString(),
                                                         std::array{terminal.ledger.timestamp_key});
  };
  SECTION("the timestamp") {
    sign_again(4, 5);
  }
  SECTION("the snapshot that the timestamp names") {
    sign_again(6, 4);
  }
  SECTION("the targets that the snapshot names") {
    sign_again(6, 6);
  }
  CHECK(terminal.refusal(release) == ErrorCode::catalog_rollback);
}

TEST_CASE("catalog trust: freeze: what has expired is refused, role by role, and 'nothing new' is not believed") {
  Trusting terminal;
  REQUIRE(terminal.offer(terminal.ledger.release(whole(5))).ok());
  CHECK(CatalogTrust::load(terminal.keys)->check_not_frozen(kNow + kDayMs - 1).ok());
  CHECK(CatalogTrust::load(terminal.keys)->check_not_frozen(kNow + kDayMs).error().code == ErrorCode::catalog_expired);
  SECTION("timestamp") {
    terminal.ledger.timestamp_expires = kNow;
  }
  SECTION("snapshot") {
    terminal.ledger.snapshot_expires = kNow;
  }
  SECTION("targets") {
    terminal.ledger.targets_expires = kNow;
  }
  CHECK(terminal.refusal(terminal.ledger.release(whole(6))) == ErrorCode::catalog_expired);
}

TEST_CASE("catalog trust: freeze: an expired root is refused, unless a later one follows") {
  Trusting terminal;
  const std::int64_t later = terminal.ledger.root.expires_unix_ms();
  for (auto* expires :
       {&terminal.ledger.timestamp_expires, &terminal.ledger.snapshot_expires, &terminal.ledger.targets_expires}) {
    *expires = later + kDayMs;
  }
  CHECK(terminal.refusal(terminal.ledger.release(whole(5)), later) == ErrorCode::catalog_expired);
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  v1::RootMetadata next = terminal.ledger.root;
  next.set_version(2);
  next.set_expires_unix_ms(later + 1);
  *release.add_roots() = terminal.ledger.next_root(next);
  CHECK(terminal.offer(release, later).ok());
}

TEST_CASE("catalog trust: mix and match: parts of different releases do not pass for one") {
  Trusting terminal;
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  const v1::CatalogRelease newer = terminal.ledger.release(whole(6));
  SECTION("another snapshot") {
    *release.mutable_snapshot() = newer.snapshot();
  }
  SECTION("other targets") {
    *release.mutable_targets() = newer.targets();
  }
  SECTION("snapshot and targets of another, under the first's timestamp") {
    *release.mutable_snapshot() = newer.snapshot();
    *release.mutable_targets() = newer.targets();
  }
  SECTION("another terminal's") {
    terminal.ledger.terminal = "R2";
    release = terminal.ledger.release(whole(5));
  }
  SECTION("steps that do not follow each other") {
    v1::Catalog gap = delta_to_version(7);
    release = terminal.ledger.release({chunks_of(whole(5)), chunks_of(gap)});
  }
  SECTION("steps that lead elsewhere") {
    v1::TargetsMetadata targets = terminal.ledger.targets_to({chunks_of(whole(5))});
    targets.set_version(6);
    release = terminal.ledger.sign(targets);
  }
  SECTION("a delta on a version that is not in use") {
    release = terminal.ledger.release(delta_to_version(5));
  }
  CHECK(terminal.refusal(release) == ErrorCode::catalog_mixed);
}

TEST_CASE("catalog trust: endless data: sizes beyond the limits are refused before anything is fetched") {
  Trusting terminal;
  v1::TargetsMetadata targets = terminal.ledger.targets_to({chunks_of(whole(5))});
  v1::CatalogChunk& chunk = *targets.mutable_steps(0)->mutable_chunks(0);
  SECTION("a chunk") {
    chunk.set_bytes(proto::kCatalogChunkBytesMax + 1);
  }
  SECTION("what comes out of a chunk") {
    chunk.set_plain_bytes(proto::kCatalogChunkPlainBytesMax + 1);
  }
  SECTION("metadata") {
    targets.mutable_store()->set_name(std::string(proto::kTufMetadataBytesMax, 'x'));
  }
  CHECK(terminal.refusal(terminal.ledger.sign(targets)) == ErrorCode::catalog_oversized);
}

TEST_CASE("catalog trust: endless data: roots without end") {
  Trusting terminal;
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  for (std::size_t i = 0; i <= proto::kTufRootsMax; ++i) *release.add_roots() = terminal.ledger.first_root;
  CHECK(terminal.refusal(release) == ErrorCode::catalog_oversized);
}

TEST_CASE("catalog trust: the root's keys are replaced by a chain in which both old and new thresholds sign") {
  Trusting terminal;
  ReleaseSigner& ledger = terminal.ledger;
  const std::vector<proto::SigningKey> old_keys = ledger.root_keys;
  const ReleaseSigner other;
  v1::RootMetadata next = ledger.root;
  next.set_version(2);
  next.clear_root();
  for (const proto::SigningKey& key : other.root_keys) ledger.name_key(*next.mutable_root(), key, 2, next);
  const auto offered = [&](const std::vector<proto::SigningKey>& keys) {
    v1::CatalogRelease release = ledger.release(whole(5));
    *release.add_roots() = ReleaseSigner::signed_root(next, keys);
    return release;
  };
  SECTION("one of the old keys is not enough") {
    CHECK(terminal.refusal(offered({old_keys[0], other.root_keys[0], other.root_keys[1]})) ==
          ErrorCode::signature_invalid);
  }
  SECTION("the same old key twice is not two") {
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[0], other.root_keys[0], other.root_keys[1]})) ==
          ErrorCode::signature_invalid);
  }
  SECTION("one of the new keys is not enough") {
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[1], other.root_keys[0]})) == ErrorCode::signature_invalid);
  }
  SECTION("the old keys alone are not enough") {
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[1], old_keys[2]})) == ErrorCode::signature_invalid);
  }
  SECTION("a version that does not follow") {
    next.set_version(3);
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[1], other.root_keys[0], other.root_keys[1]})) ==
          ErrorCode::catalog_root_invalid);
  }
  SECTION("a threshold of none") {
    next.mutable_targets()->set_threshold(0);
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[1], other.root_keys[0], other.root_keys[1]})) ==
          ErrorCode::catalog_root_invalid);
  }
  SECTION("a threshold that one key named twice would reach") {
    const std::string named = next.targets().key_ids(0);
    next.mutable_targets()->add_key_ids(named);
    next.mutable_targets()->set_threshold(2);
    CHECK(terminal.refusal(offered({old_keys[0], old_keys[1], other.root_keys[0], other.root_keys[1]})) ==
          ErrorCode::catalog_root_invalid);
  }
  SECTION("both thresholds: it is followed, and the old keys are worth nothing afterwards") {
    REQUIRE(terminal.offer(offered({old_keys[1], old_keys[2], other.root_keys[0], other.root_keys[2]})).ok());
    CHECK(terminal.root_version() == 2);
    v1::RootMetadata third = next;
    third.set_version(3);
    v1::CatalogRelease release = ledger.release(whole(6));
    *release.add_roots() = ReleaseSigner::signed_root(third, old_keys);
    CHECK(terminal.refusal(release) == ErrorCode::signature_invalid);
    release.mutable_roots()->Clear();
    *release.add_roots() = ReleaseSigner::signed_root(third, other.root_keys);
    REQUIRE(terminal.offer(release).ok());
    CHECK(terminal.root_version() == 3);
  }
}

TEST_CASE("catalog trust: a terminal that slept through several roots follows all of them at once") {
  Trusting terminal;
  std::vector<v1::SignedMetadata> roots;
  for (int i = 0; i < 5; ++i) roots.push_back(terminal.ledger.rotate_online());
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  *release.add_roots() = roots[0];
  *release.add_roots() = roots[2];
  CHECK_FALSE(terminal.offer(release).ok());  // one is left out
  CHECK(terminal.root_version() == 1);
  release.clear_roots();
  for (const auto& root : roots) *release.add_roots() = root;
  CHECK(terminal.offer(release).ok());
  CHECK(terminal.root_version() == 6);
}

TEST_CASE("catalog trust: a key that a root dropped signs nothing any more") {
  Trusting terminal;
  const ReleaseSigner stolen = terminal.ledger;
  const v1::SignedMetadata next = terminal.ledger.rotate_online();
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  *release.add_roots() = next;
  REQUIRE(terminal.offer(release).ok());
  CHECK(terminal.refusal(stolen.release(whole(9))) == ErrorCode::signature_invalid);
}

TEST_CASE(
    "catalog trust: fast-forward: versions that nothing can be above are forgotten with the keys that made them") {
  Trusting terminal;
  REQUIRE(terminal.offer(terminal.ledger.release(whole(UINT64_MAX))).ok());
  CHECK(terminal.refusal(terminal.ledger.release(whole(7))) == ErrorCode::catalog_rollback);
  const v1::SignedMetadata next = terminal.ledger.rotate_online();
  v1::CatalogRelease release = terminal.ledger.release(whole(7));
  *release.add_roots() = next;
  CHECK(terminal.offer(release).ok());
  CHECK(terminal.refusal(terminal.ledger.release(whole(6))) == ErrorCode::catalog_rollback);
}

TEST_CASE("catalog trust: a flipped bit anywhere in a release's metadata is noticed") {
  Trusting terminal;
  v1::CatalogRelease release = terminal.ledger.release(whole(5));
  release.clear_chunks();
  std::uint64_t flips = 0;
  for (v1::SignedMetadata* role :
       {release.mutable_timestamp(), release.mutable_snapshot(), release.mutable_targets()}) {
    std::string& metadata = *role->mutable_metadata();
    std::string& signature = *role->mutable_signatures(0)->mutable_signature();
    std::string& key_id = *role->mutable_signatures(0)->mutable_key_id();
    for (std::string* bytes : {&metadata, &signature, &key_id}) {
      for (std::size_t i = 0; i < bytes->size(); ++i) {
        const char flipped = static_cast<char>(1 << (i % 8));
        (*bytes)[i] = static_cast<char>((*bytes)[i] ^ flipped);
        INFO("byte " << i);
        CHECK_FALSE(terminal.offer(release).ok());
        (*bytes)[i] = static_cast<char>((*bytes)[i] ^ flipped);
        ++flips;
      }
    }
  }
  CHECK(flips > 400);
  CHECK(terminal.offer(release).ok());
}

TEST_CASE("catalog trust: enrolment takes no root that is not signed by its own threshold") {
  MemoryKeys keys;
  const ReleaseSigner ledger;
  const auto one_signature = ReleaseSigner::signed_root(ledger.root, {ledger.root_keys[0]});
  CHECK(CatalogTrust::begin(keys, one_signature.SerializeAsString()).error().code == ErrorCode::signature_invalid);
  CHECK(CatalogTrust::begin(keys, "\xFF").error().code == ErrorCode::catalog_root_invalid);
  CHECK(CatalogTrust::load(keys).error().code == ErrorCode::key_missing);
}
