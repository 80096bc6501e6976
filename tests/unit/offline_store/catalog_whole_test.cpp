// A whole catalog that comes in parts: the version in use answers until all of it is there.
#include <catch2/catch_test_macros.hpp>

#include "offline_store/catalog_fixture.hpp"
#include "offline_store/fault_vfs.hpp"

using namespace kazasu;
using namespace kazasu::catalog;

namespace {

constexpr std::uint64_t kOldMembers = 50;
/// With 2 KB each: more than waits in memory before the staging file is written.
constexpr std::uint64_t kMembers = 4000;
constexpr std::uint64_t kPerPart = 500;

v1::Catalog old_catalog(std::uint64_t version = 1) {
  v1::Catalog whole = catalog_of_version(version);
  for (std::uint64_t i = 1; i <= kOldMembers; ++i) add_member(whole, "old-" + std::to_string(i), i);
  return whole;
}

v1::Catalog part(std::uint64_t first) {
  v1::Catalog rows;
  for (std::uint64_t i = first; i < first + kPerPart; ++i) {
    add_member(rows, "new-" + std::to_string(i), 1'000'000 + i).add_coupons("canary-coupon");
    for (int k = 0; k < 8; ++k) rows.mutable_members(rows.members_size() - 1)->add_coupons(std::string(250, 'c'));
    rows.add_products()->set_product("P" + std::to_string(i));
  }
  return rows;
}

/// The first error, if there is one.
Result<void> write_in_parts(Catalog& catalog, std::uint64_t version) {
  auto done = catalog.begin_whole(catalog_of_version(version));
  for (std::uint64_t first = 0; done && first < kMembers; first += kPerPart) done = catalog.add_to_whole(part(first));
  return done ? catalog.commit_whole() : done;
}

bool is_old(Catalog& catalog) {
  for (std::uint64_t i = 1; i <= kOldMembers; ++i) {
    const auto member = catalog.find_member(hash_of_identifier(i));
    if (!member || !*member || (*member)->account_id() != "old-" + std::to_string(i)) return false;
  }
  return catalog.version() == 1 && !catalog.member_by_account("new-1")->has_value();
}

bool is_new(Catalog& catalog) {
  for (std::uint64_t i = 0; i < kMembers; i += 7) {
    const auto member = catalog.find_member(hash_of_identifier(1'000'000 + i));
    if (!member || !*member || (*member)->account_id() != "new-" + std::to_string(i)) return false;
    if (!catalog.find_product("P" + std::to_string(i))->has_value()) return false;
  }
  return catalog.version() == 2 && !catalog.member_by_account("old-1")->has_value();
}

}  // namespace

TEST_CASE("a whole catalog in parts is in use after its commit, and not before") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto options = catalog_options(folder / "catalog.db");
  auto catalog = open_catalog(options, entropy);
  REQUIRE(catalog->apply(old_catalog()).ok());
  REQUIRE(catalog->begin_whole(catalog_of_version(2)).ok());
  for (std::uint64_t first = 0; first < kMembers; first += kPerPart) REQUIRE(catalog->add_to_whole(part(first)).ok());
  CHECK(is_old(*catalog));
  const auto staging = folder / "catalog.db.staging";
  REQUIRE(std::filesystem::exists(staging));
  CHECK(file_content(staging).find("canary") == std::string::npos);
  REQUIRE(catalog->commit_whole().ok());
  CHECK_FALSE(std::filesystem::exists(staging));
  CHECK(is_new(*catalog));
  catalog.reset();
  CHECK(is_new(*open_catalog(options, entropy)));
}

TEST_CASE("what a crash left of a staging file goes at the next opening") {
  MemoryFolder folder;
  CountingEntropy entropy;
  write_file(folder / "catalog.db.staging", "left by a crash");
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  CHECK_FALSE(std::filesystem::exists(folder / "catalog.db.staging"));
}

TEST_CASE("a second terminal that is refused leaves the staging file of the first") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto options = catalog_options(folder / "catalog.db");
  const auto catalog = open_catalog(options, entropy);
  REQUIRE(catalog->begin_whole(catalog_of_version(2)).ok());
  for (std::uint64_t first = 0; first < kMembers; first += kPerPart) REQUIRE(catalog->add_to_whole(part(first)).ok());
  CHECK_FALSE(Catalog::open(options, entropy).ok());
  CHECK(std::filesystem::exists(folder / "catalog.db.staging"));
  REQUIRE(catalog->commit_whole().ok());
  CHECK(is_new(*catalog));
}

TEST_CASE("parts that say a thing twice are refused, and the version in use stays") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE(catalog->apply(old_catalog()).ok());
  const auto refusal = [&](const std::string& account_id, std::uint64_t identifier) {
    REQUIRE(catalog->begin_whole(catalog_of_version(2)).ok());
    for (const bool again : {false, true}) {
      v1::Catalog rows;
      add_member(rows, again ? account_id : "A1", again ? identifier : 1001);
      REQUIRE(catalog->add_to_whole(rows).ok());
    }
    const auto committed = catalog->commit_whole();
    REQUIRE_FALSE(committed.ok());
    CHECK(committed.error().code == ErrorCode::catalog_invalid);
    CHECK(is_old(*catalog));
    return committed.error().detail;
  };
  CHECK(refusal("A1", 1002) == "members: an account came before");
  CHECK(refusal("A2", 1001) == "members: an identifier hash came before");
}

TEST_CASE("a part with a bad row ends what was begun") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE(catalog->apply(old_catalog()).ok());
  REQUIRE(catalog->begin_whole(catalog_of_version(2)).ok());
  v1::Catalog rows;
  add_member(rows, "A1", 1).set_birthday("02-30");
  CHECK(catalog->add_to_whole(rows).error().detail.starts_with("members[0].birthday"));
  CHECK(catalog->add_to_whole(part(0)).error().code == ErrorCode::invalid_argument);
  CHECK(catalog->commit_whole().error().code == ErrorCode::invalid_argument);
  CHECK(is_old(*catalog));
}

TEST_CASE("a whole catalog is begun and committed under the rules of versions") {
  MemoryFolder folder;
  CountingEntropy entropy;
  const auto catalog = open_catalog(catalog_options(folder / "catalog.db"), entropy);
  REQUIRE(catalog->apply(old_catalog(5)).ok());
  CHECK(catalog->begin_whole(catalog_of_version(5)).error().code == ErrorCode::catalog_rollback);
  CHECK(catalog->begin_whole(delta_to_version(6)).error().code == ErrorCode::catalog_invalid);
  CHECK(catalog->commit_whole().error().code == ErrorCode::invalid_argument);
  REQUIRE(catalog->begin_whole(catalog_of_version(6)).ok());
  REQUIRE(catalog->apply(delta_to_version(6)).ok());  // meanwhile
  CHECK(catalog->commit_whole().error().code == ErrorCode::catalog_rollback);
  CHECK(catalog->find_member(hash_of_identifier(1))->has_value());
}

TEST_CASE(
    "whatever write of a whole catalog fails, then or for good, the version in use stays or the new one is whole") {
  CountingEntropy entropy;
  std::int64_t operations = 0;
  {
    MemoryFolder folder;
    FaultVfs vfs;
    auto options = catalog_options(folder / "catalog.db");
    options.vfs = vfs.name();
    const auto catalog = open_catalog(options, entropy);
    REQUIRE(catalog->apply(old_catalog()).ok());
    const std::int64_t before = vfs.operations();
    REQUIRE(write_in_parts(*catalog, 2).ok());
    operations = vfs.operations() - before;
  }
  REQUIRE(operations > 200);
  for (const bool lasting : {false, true}) {
    for (std::int64_t n = 1; n <= operations; n += 1 + operations / 12) {
      INFO("operation " << n << " of " << operations << (lasting ? ", and all after it" : ""));
      MemoryFolder folder;
      auto options = catalog_options(folder / "catalog.db");
      {
        FaultVfs vfs;
        options.vfs = vfs.name();
        const auto catalog = open_catalog(options, entropy);
        REQUIRE(catalog->apply(old_catalog()).ok());
        vfs.fail_operation(n, SQLITE_FULL, lasting);
        const auto written = write_in_parts(*catalog, 2);
        if (!lasting) CHECK((written.ok() ? is_new(*catalog) : is_old(*catalog)));
      }
      options.vfs.clear();
      const auto catalog = open_catalog(options, entropy);
      CHECK_FALSE(catalog->began_anew());
      CHECK((is_old(*catalog) || is_new(*catalog)));
    }
  }
}
