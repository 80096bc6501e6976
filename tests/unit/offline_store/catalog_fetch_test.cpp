// A catalog that comes in chunks: in order, broken off anywhere, spoilt on the way.
#include "sync/catalog_fetch.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "catalog_fixture.hpp"
#include "kazasu/proto/digest.hpp"
#include "release_fixture.hpp"
#include "sync/catalog_trust.hpp"

using namespace kazasu;
using sync::CatalogFetch;
using sync::CatalogTrust;

namespace {

constexpr int kMembers = 20;
constexpr int kRowsPerChunk = 3;

v1::Catalog whole_with_members(std::uint64_t version, int members = kMembers) {
  v1::Catalog catalog = catalog_of_version(version);
  catalog.set_covers_seq(0);
  for (int i = 0; i < members; ++i) add_member(catalog, "m" + std::to_string(i), static_cast<std::uint64_t>(i));
  return catalog;
}

v1::Catalog delta_with_members(std::uint64_t version, int members, std::int64_t points) {
  v1::Catalog catalog = delta_to_version(version);
  catalog.set_covers_seq(0);
  for (int i = 0; i < members; ++i) {
    add_member(catalog, "m" + std::to_string(i), static_cast<std::uint64_t>(i)).mutable_lots(0)->set_points(points);
  }
  return catalog;
}

template <class Message>
TransportAnswer answer(const Message& message, int status = 200) {
  const std::string bytes = message.SerializeAsString();
  return {status, {bytes.begin(), bytes.end()}};
}

/// A ledger that serves one release and its chunks, and a terminal that may stop anywhere.
struct Line {
  Line() {
    REQUIRE(CatalogTrust::begin(keys, ledger.first_root.SerializeAsString()).ok());
    reopen();
  }

  void reopen() {
    catalog.reset();
    catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  }
  void serve(const std::vector<MadeOfChunks>& steps) {
    targets = ledger.targets_to(steps);
    chunks.clear();
    for (const MadeOfChunks& made : steps) {
      for (const std::string& frame : made.frames) chunks[to_hex(proto::sha256(as_bytes(frame)))] = frame;
    }
  }
  CatalogFetch fetch(std::int64_t now = ReleaseSigner::kReleaseNow) {
    return {*catalog, keys, {.name = "R1", .epoch = 1, .last_seq = 0}, now};
  }
  TransportAnswer reply(const TransportRequest& request) {
    asked.push_back(request.target);
    if (request.target.starts_with("/v1/catalog")) {
      const bool has_it = request.target.starts_with("/v1/catalog?since=" + std::to_string(targets.version()) + "&");
      return has_it ? TransportAnswer{304, {}} : answer(ledger.sign(targets));
    }
    const auto found = chunks.find(request.target.substr(std::string_view{"/v1/chunks/"}.size()));
    if (found == chunks.end()) return {404, {}};
    return {200, {found->second.begin(), found->second.end()}};
  }
  /// Goes on until it is done or so many answers were taken; what went wrong, if anything did.
  Result<void> run(int answers_max = 1'000) {
    auto fetching = fetch();
    for (int taken = 0; taken < answers_max; ++taken) {
      auto request = fetching.next_request();
      if (!request) return request.error();
      if (!*request) return {};
      if (auto done = fetching.take_answer(reply(**request)); !done) return done.error();
    }
    return {};
  }
  std::int64_t points_of(const std::string& account) {
    const auto member = catalog->member_by_account(account);
    REQUIRE(member.ok());
    return member->has_value() ? (*member)->lots(0).points() : -1;
  }

  MemoryFolder folder;
  CountingEntropy entropy;
  MemoryKeys keys;
  ReleaseSigner ledger;
  std::unique_ptr<catalog::Catalog> catalog;
  v1::TargetsMetadata targets;
  std::map<std::string, std::string> chunks;
  std::vector<std::string> asked;
};

}  // namespace

TEST_CASE("catalog fetch: the whole in chunks, then a delta in chunks, as one release") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk), chunks_of(delta_with_members(6, 10, 7), kRowsPerChunk)});
  REQUIRE(line.run().ok());
  CHECK(line.catalog->version() == 6);
  CHECK(line.points_of("m9") == 7);
  CHECK(line.points_of("m10") == 100);
  CHECK(line.catalog->store().name() == "Kita store");
  CHECK(line.catalog->find_member(hash_of_identifier(19)).value()->account_id() == "m19");
  CHECK_FALSE(std::filesystem::exists(line.folder / "catalog.db.fetching"));
}

TEST_CASE("catalog fetch: what comes with the release is not asked for") {
  Line line;
  line.targets = line.ledger.targets_to({chunks_of(whole_with_members(5))});
  auto fetching = line.fetch();
  REQUIRE(*fetching.next_request());
  const auto taken = fetching.take_answer(answer(line.ledger.release(whole_with_members(5))));
  REQUIRE(taken.ok());
  CHECK(*taken);
  CHECK_FALSE(*fetching.next_request());
  CHECK(line.catalog->version() == 5);
}

TEST_CASE("catalog fetch: broken off after any answer, it goes on with the first chunk that is missing") {
  const auto whole = chunks_of(whole_with_members(5), kRowsPerChunk);
  const auto delta = chunks_of(delta_with_members(6, 10, 7), kRowsPerChunk);
  const int answers = 1 + static_cast<int>(whole.frames.size() + delta.frames.size());
  for (int broken_at = 1; broken_at < answers; ++broken_at) {
    CAPTURE(broken_at);
    Line line;
    line.serve({whole, delta});
    REQUIRE(line.run(broken_at).ok());
    line.reopen();  // the process ended
    REQUIRE(line.run().ok());
    CHECK(line.catalog->version() == 6);
    CHECK(line.points_of("m9") == 7);
    CHECK(line.points_of("m19") == 100);
    // No chunk was fetched twice.
    std::set<std::string> different;
    std::size_t of_chunks = 0;
    for (const std::string& target : line.asked) {
      if (!target.starts_with("/v1/chunks/")) continue;
      different.insert(target);
      ++of_chunks;
    }
    CHECK(different.size() == of_chunks);
    CHECK(of_chunks == whole.frames.size() + delta.frames.size());
  }
}

TEST_CASE("catalog fetch: the version in use answers until the last chunk is in") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk)});
  REQUIRE(line.run().ok());
  line.serve({chunks_of(delta_with_members(6, 10, 7), kRowsPerChunk)});
  REQUIRE(line.run(4).ok());
  CHECK(line.catalog->version() == 5);
  CHECK(line.points_of("m0") == 100);
  REQUIRE(line.run().ok());
  CHECK(line.points_of("m0") == 7);
}

TEST_CASE("catalog fetch: a newer release is asked for once an old one is in") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk)});
  REQUIRE(line.run(3).ok());
  const auto old_chunks = line.chunks;
  line.serve({chunks_of(delta_with_members(6, 10, 7), kRowsPerChunk)});
  line.chunks.insert(old_chunks.begin(), old_chunks.end());  // the ledger keeps them for a while
  REQUIRE(line.run().ok());
  CHECK(line.catalog->version() == 6);
}

TEST_CASE("catalog fetch: chunks that the ledger no longer has are given up for a new release") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk)});
  REQUIRE(line.run(3).ok());
  line.serve({chunks_of(whole_with_members(9, 2), kRowsPerChunk)});
  REQUIRE(line.run().ok());
  CHECK(line.catalog->version() == 9);
  CHECK(line.points_of("m5") == -1);
}

TEST_CASE("catalog fetch: a chunk that is cut off, longer, or another one is refused, and what had arrived is kept") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk)});
  auto fetching = line.fetch();
  for (int i = 0; i < 3; ++i) REQUIRE(fetching.take_answer(line.reply(**fetching.next_request())).ok());
  const TransportRequest wanted = **fetching.next_request();
  TransportAnswer spoilt = line.reply(wanted);
  ErrorCode expected = ErrorCode::catalog_mixed;
  SECTION("cut off") {
    spoilt.body.resize(spoilt.body.size() / 2);
  }
  SECTION("nothing") {
    spoilt.body.clear();
  }
  SECTION("longer") {
    spoilt.body.push_back(0);
    expected = ErrorCode::catalog_oversized;
  }
  SECTION("a flipped bit") {
    spoilt.body.back() ^= 1;
  }
  SECTION("another chunk") {
    spoilt.body = line.reply({"GET", line.asked[1], {}}).body;
  }
  const auto taken = fetching.take_answer(spoilt);
  REQUIRE_FALSE(taken.ok());
  if (spoilt.body.size() != line.chunks.begin()->second.size()) CHECK(taken.error().code == expected);
  auto again = line.fetch();
  CHECK((**again.next_request()).target == wanted.target);
}

TEST_CASE("catalog fetch: a frame that would unpack to more than was announced is refused") {
  Line line;
  MadeOfChunks made = chunks_of(whole_with_members(5), kRowsPerChunk);
  made.step.mutable_chunks(1)->set_plain_bytes(made.step.chunks(1).plain_bytes() - 1);
  line.serve({made});
  CHECK(line.run().error().code == ErrorCode::catalog_oversized);
  CHECK(line.catalog->version() == 0);
}

TEST_CASE("catalog fetch: a first chunk of another version than the release names is refused") {
  Line line;
  MadeOfChunks made = chunks_of(whole_with_members(5), kRowsPerChunk);
  made.step.set_version(6);
  line.serve({made});
  CHECK(line.run().error().code == ErrorCode::catalog_mixed);
  CHECK(line.catalog->version() == 0);
}

TEST_CASE("catalog fetch: freeze: 'nothing new' is believed for as long as the last timestamp holds") {
  Line line;
  line.serve({chunks_of(whole_with_members(5))});
  REQUIRE(line.run().ok());
  auto in_time = line.fetch(ReleaseSigner::kReleaseNow + ReleaseSigner::kDayMs - 1);
  REQUIRE(*in_time.next_request());
  CHECK(in_time.take_answer({304, {}}).ok());
  auto too_late = line.fetch(ReleaseSigner::kReleaseNow + ReleaseSigner::kDayMs);
  REQUIRE(*too_late.next_request());
  CHECK(too_late.take_answer({304, {}}).error().code == ErrorCode::catalog_expired);
}

TEST_CASE("catalog fetch: rollback: a deleted catalog does not make an old one acceptable") {
  Line line;
  line.serve({chunks_of(whole_with_members(5))});
  REQUIRE(line.run().ok());
  line.catalog.reset();
  std::filesystem::remove(line.folder / "catalog.db");
  line.reopen();
  line.serve({chunks_of(whole_with_members(4))});
  CHECK(line.run().error().code == ErrorCode::catalog_rollback);
  CHECK(line.catalog->version() == 0);
  line.serve({chunks_of(whole_with_members(5))});
  CHECK(line.run().ok());
}

TEST_CASE("catalog fetch: fast-forward: after a rotation of keys a forged version gives way to a lower one") {
  Line line;
  line.serve({chunks_of(whole_with_members(UINT64_MAX))});
  // Versions are stored in 63 bits where they are stored as numbers: the forger takes the highest that counts.
  line.serve({chunks_of(whole_with_members(INT64_MAX))});
  REQUIRE(line.run().ok());
  CHECK(line.catalog->version() == INT64_MAX);
  const v1::SignedMetadata next = line.ledger.rotate_online();
  line.serve({chunks_of(whole_with_members(7, 2))});
  auto fetching = line.fetch();
  REQUIRE(*fetching.next_request());
  v1::CatalogRelease release = line.ledger.release({chunks_of(whole_with_members(7, 2))});
  *release.add_roots() = next;
  REQUIRE(fetching.take_answer(answer(release)).ok());
  CHECK(line.catalog->version() == 7);
  CHECK(line.points_of("m5") == -1);
}

TEST_CASE("catalog fetch: a file of chunks that is damaged is begun anew") {
  Line line;
  line.serve({chunks_of(whole_with_members(5), kRowsPerChunk)});
  REQUIRE(line.run(4).ok());
  line.catalog.reset();
  const auto file = line.folder / "catalog.db.fetching";
  REQUIRE(std::filesystem::exists(file));
  std::filesystem::remove(line.folder / "catalog.db.fetching-wal");
  write_file(file, "not a database, and not a short one either: " + std::string(5'000, 'x'));
  line.reopen();
  REQUIRE(line.run().ok());
  CHECK(line.catalog->version() == 5);
}
