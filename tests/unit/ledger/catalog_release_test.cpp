// Releases as the ledger makes them: chunks shared by terminals, areas, keys that are replaced.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "kazasu/proto/tuf.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

using nlohmann::json;

struct Releasing : TestLedger {
  std::filesystem::path data = folder() / "data";

  Releasing() { std::filesystem::copy(example_data(), data); }

  void change(const char* file, const std::function<void(json&)>& edit) {
    std::ifstream in(data / file);
    json content = json::parse(in);
    edit(content);
    std::ofstream(data / file) << content.dump();
  }
  void load() {
    clock().pass_minutes(1);
    const auto loaded = (*this)->load(data);
    INFO((loaded ? std::string{} : describe(loaded.error())));
    REQUIRE(loaded);
  }
  /// So many members more, of about 200 bytes each.
  void add_members(int count) {
    change("members.json", [count](json& file) {
      for (int i = 0; i < count; ++i) {
        json member{{"account", "extra-" + std::to_string(i)}, {"rank", "regular"}};
        for (int k = 0; k < 4; ++k) member["segments"].push_back("a segment with a long name " + std::to_string(i * k));
        file["members"].push_back(member);
      }
    });
    load();
  }
};

std::vector<std::string> chunk_names(const v1::CatalogStep& step) {
  std::vector<std::string> names;
  for (const v1::CatalogChunk& chunk : step.chunks()) names.push_back(chunk.sha256());
  return names;
}

std::set<std::string> accounts_in(const v1::Catalog& catalog) {
  std::set<std::string> accounts;
  for (const v1::CatalogMember& member : catalog.members()) accounts.insert(member.account_id());
  return accounts;
}

TEST_CASE_METHOD(Releasing,
                 "catalog release: a large catalog comes in chunks of bounded size, made once for everybody") {
  add_members(3'000);
  const TestTerminal r1{**this, "R1"};
  const TestTerminal r2{**this, "R2", "minato"};
  const v1::TargetsMetadata first = targets_of(r1.release(**this));
  const v1::CatalogStep& whole = first.steps(0);
  CHECK(whole.base_version() == 0);
  CHECK(whole.chunks_size() >= 3);
  for (const v1::CatalogChunk& chunk : whole.chunks()) CHECK(chunk.plain_bytes() < 300 * 1024);
  CHECK(r1.catalog(**this).members_size() == 3'004);
  // Another terminal, another store, a ledger that was restarted: the same chunks.
  reopen();
  const v1::TargetsMetadata second = targets_of(r2.release(**this));
  CHECK(chunk_names(second.steps(0)) == chunk_names(whole));
  CHECK(first.store().store() == "ekimae");
  CHECK(second.store().store() == "minato");
  CHECK(second.terminal() == "R2");
}

TEST_CASE_METHOD(Releasing, "catalog release: few changes complete the whole by a delta; many make it anew") {
  add_members(3'000);
  TestTerminal r1{**this, "R1"};
  const v1::TargetsMetadata before = targets_of(r1.release(**this));
  r1.sell({.account = "m-taro", .redeemed = 200});
  clock().pass_minutes(1);
  (void)r1.send(**this);
  const v1::TargetsMetadata after = targets_of(r1.release(**this));
  REQUIRE(after.steps_size() == 2);
  CHECK(chunk_names(after.steps(0)) == chunk_names(before.steps(0)));
  CHECK(after.steps(0).covers_seq() == 0);
  CHECK(after.steps(1).covers_seq() == 1);
  CHECK(after.steps(1).chunks_size() == 2);
  CHECK(points_in(member_in(r1.catalog(**this), "m-taro")) == 1'000);

  change("members.json", [](json& file) {
    for (json& member : file["members"]) member["rank"] = "gold";
  });
  load();
  const v1::TargetsMetadata anew = targets_of(r1.release(**this));
  REQUIRE(anew.steps_size() == 1);
  CHECK(chunk_names(anew.steps(0)) != chunk_names(before.steps(0)));
  // Who has an old version gets the whole, which costs less than so large a delta.
  CHECK(targets_of(r1.release(**this, before.version())).steps(0).base_version() == 0);
  // The chunks of the one before are kept for who is fetching them.
  CHECK((*this)->catalog_chunk(r1.client(), as_bytes(before.steps(0).chunks(1).sha256())));
}

TEST_CASE_METHOD(Releasing, "catalog release: chunks of a day ago go when others are made; so does a damaged file") {
  add_members(50);
  const TestTerminal r1{**this, "R1"};
  const v1::TargetsMetadata before = targets_of(r1.release(**this));
  const std::string old_chunk = before.steps(0).chunks(0).sha256();
  clock().pass_minutes(24 * 60 + 1);
  change("members.json", [](json& file) {
    for (json& member : file["members"]) member["rank"] = "gold";
  });
  load();
  (void)r1.release(**this);
  CHECK((*this)->catalog_chunk(r1.client(), as_bytes(old_chunk)).error().code == ErrorCode::not_found);

  reopen();
  std::filesystem::remove(folder() / "ledger-chunks.db-wal");
  std::ofstream(folder() / "ledger-chunks.db", std::ios::binary) << std::string(10'000, 'x');
  CHECK(r1.catalog(**this).members_size() == 54);
}

TEST_CASE_METHOD(Releasing, "catalog release: nothing personal lies in the file of chunks in plain") {
  const TestTerminal r1{**this, "R1"};
  (void)r1.catalog(**this);
  for (const char* name : {"ledger-chunks.db", "ledger-chunks.db-wal"}) {
    std::ifstream in(folder() / name, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>{in}, {}};
    CHECK(content.size() > 0);
    CHECK(content.find("m-hanako") == std::string::npos);
  }
}

TEST_CASE_METHOD(Releasing, "catalog release: a store of an area carries its members and those of everywhere") {
  change("program.json", [](json& file) { file["stores"][1]["area"] = "kanto"; });
  change("members.json", [](json& file) {
    file["members"][0]["areas"] = {"kanto", "kansai"};  // m-hanako
    file["members"][1]["areas"] = {"kansai"};           // m-taro
  });
  load();
  TestTerminal all{**this, "R1", "ekimae"};
  TestTerminal kanto{**this, "R2", "minato"};
  CHECK(all.catalog(**this).members_size() == 4);
  const v1::Catalog carried = kanto.catalog(**this);
  CHECK(accounts_in(carried) == std::set<std::string>{"m-hanako", "m-yuki", "m-ken"});
  for (const auto& member : carried.members()) CHECK(member.areas_size() + member.left_areas_size() == 0);

  SECTION("who is not carried earns all the same: the ledger knows the account by the identifier") {
    const Identifier card{"felica_lite_s", "012E4CE2B16D2A8000F1000000000002"};
    kanto.sell({.account = "", .identifier = card, .awarded = 12});
    const v1::BatchAnswer answer = kanto.send(**this);
    CHECK(answer.verdicts(0).decision() == v1::Verdict::ACCEPTED);
    CHECK(account("m-taro").points == 1'212);
    require_whole();
  }
  SECTION("who leaves the area is removed by the next delta, also from terminals that come later") {
    change("members.json", [](json& file) { file["members"][0]["areas"] = {"kansai"}; });
    load();
    const v1::Catalog delta = kanto.catalog(**this, carried.version());
    CHECK(delta.base_version() == carried.version());
    CHECK(delta.members_size() == 0);
    REQUIRE(delta.removed_accounts_size() == 1);
    CHECK(delta.removed_accounts(0) == "m-hanako");
    load();
    CHECK(kanto.catalog(**this, carried.version()).removed_accounts_size() == 1);
    CHECK(all.catalog(**this).members_size() == 4);
  }
  SECTION("who comes to the area is added") {
    change("members.json", [](json& file) { file["members"][1]["areas"] = {"kansai", "kanto"}; });
    load();
    CHECK(accounts_in(kanto.catalog(**this, carried.version())) == std::set<std::string>{"m-taro"});
  }
  SECTION("a store that changes its area gets the whole of the other") {
    change("program.json", [](json& file) { file["stores"][1]["area"] = "kansai"; });
    load();
    const v1::Catalog whole = kanto.catalog(**this, carried.version());
    CHECK(whole.base_version() == 0);
    CHECK(accounts_in(whole) == std::set<std::string>{"m-hanako", "m-taro", "m-yuki", "m-ken"});
  }
}

TEST_CASE_METHOD(Releasing, "catalog release: replaced keys come down as a chain of roots") {
  const TestTerminal r1{**this, "R1"};
  v1::SignedMetadata enrolled_with;
  REQUIRE(enrolled_with.ParseFromString(r1.enrollment().catalog_root()));
  const auto first = proto::first_root(enrolled_with);
  REQUIRE(first);
  CHECK(first->root().threshold() == 2);
  CHECK(first->root().key_ids_size() == 3);
  const auto rotate = [&](const char* role) {
    const auto version = Ledger::rotate(role, {.algorithm = "ed25519"}, root_keys(), keys(), clock());
    INFO((version ? std::string{} : describe(version.error())));
    REQUIRE(version);
    return *version;
  };
  CHECK(rotate("timestamp") == 2);
  CHECK(rotate("root") == 3);
  CHECK(rotate("targets") == 4);
  CHECK(rotate("snapshot") == 5);
  CHECK(rotate("") == 6);
  reopen();
  clock().pass_minutes(16);
  const auto release = (*this)->catalog(r1.client(), 0, 1);
  REQUIRE(release);
  REQUIRE(*release);
  REQUIRE((*release)->roots_size() == 5);
  v1::RootMetadata trusted = *first;
  for (const v1::SignedMetadata& offered : (*release)->roots()) {
    const auto next = proto::next_root(trusted, offered);
    REQUIRE(next);
    trusted = *next;
  }
  CHECK(trusted.keys_size() == 6);  // three of the root, one of each other role: no old one is left
  CHECK(proto::verify_metadata(proto::TufRole::timestamp, trusted, (*release)->timestamp()));
  CHECK(proto::verify_metadata(proto::TufRole::snapshot, trusted, (*release)->snapshot()));
  CHECK(proto::verify_metadata(proto::TufRole::targets, trusted, (*release)->targets()));
  CHECK_FALSE(proto::verify_metadata(proto::TufRole::targets, *first, (*release)->targets()));
  CHECK((*this)->catalog(r1.client(), 0, 6).value()->roots_size() == 0);
  // Who enrols now begins with the newest.
  const TestTerminal r2{**this, "R2"};
  v1::SignedMetadata newest;
  REQUIRE(newest.ParseFromString(r2.enrollment().catalog_root()));
  CHECK(proto::first_root(newest)->version() == 6);
}

TEST_CASE_METHOD(Releasing, "catalog release: without enough root keys nothing is replaced") {
  MemoryKeyStore one_key;
  REQUIRE(one_key.store("root_1_key_2", *root_keys().load("root_1_key_2")));
  CHECK(Ledger::rotate("timestamp", {}, one_key, keys(), clock()).error().code == ErrorCode::key_missing);
  CHECK(Ledger::rotate("nobody", {}, root_keys(), keys(), clock()).error().code == ErrorCode::invalid_argument);
  CHECK(Ledger::rotate("root", {.keys = 2, .threshold = 3}, root_keys(), keys(), clock()).error().code ==
        ErrorCode::invalid_argument);
  REQUIRE(one_key.store("root_1_key_3", *root_keys().load("root_1_key_3")));
  CHECK(Ledger::rotate("timestamp", {}, one_key, keys(), clock()).value() == 2);
}

TEST_CASE_METHOD(Releasing, "catalog release: a rotation that was cut off is noticed, and doing it again mends it") {
  const Bytes new_key = [&] {
    TestLedger other;
    return *other.keys().load("tuf_snapshot_key");
  }();
  REQUIRE(keys().store("tuf_snapshot_key", new_key));
  CHECK(Ledger::open({database()}, keys(), clock(), entropy()).error().code == ErrorCode::catalog_root_invalid);
  REQUIRE(Ledger::rotate("snapshot", {}, root_keys(), keys(), clock()));
  reopen();
}

}  // namespace
}  // namespace kazasu::ledger
