#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using drivers::FileKeyStore;
namespace fs = std::filesystem;

namespace {

const Bytes kSecret{0xC0, 0xFF, 0xEE, 0x00, 0x42};

struct Place {
  [[nodiscard]] fs::path keys() const { return root / "keys"; }
  TemporaryFolder root;
};

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a stored key is there for the next run, readable by its owner alone") {
  const Place place;
  {
    auto keys = FileKeyStore::open(place.keys());
    REQUIRE(keys);
    REQUIRE((*keys)->store("journal_seal", kSecret));
  }
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  auto loaded = (*keys)->load("journal_seal");
  REQUIRE(loaded);
  CHECK(*loaded == kSecret);
  CHECK(mode_of(place.keys()) == 0700);
  CHECK(mode_of(place.keys() / "journal_seal") == 0600);
}

TEST_CASE("a key that was never stored is key_missing") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  auto loaded = (*keys)->load("journal_seal");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == ErrorCode::key_missing);
  CHECK(loaded.error().detail.find("journal_seal") != std::string::npos);
}

TEST_CASE("storing again replaces the key and leaves nothing else behind") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  REQUIRE((*keys)->store("seal", kSecret));
  const Bytes shorter{1};
  REQUIRE((*keys)->store("seal", shorter));
  CHECK(*(*keys)->load("seal") == shorter);
  CHECK(std::distance(fs::directory_iterator{place.keys()}, fs::directory_iterator{}) == 1);
}

TEST_CASE("a half-written draft from a power cut is neither a key nor in the way") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  std::ofstream{place.keys() / ".seal.new"} << "half";
  CHECK((*keys)->load("seal").error().code == ErrorCode::key_missing);
  REQUIRE((*keys)->store("seal", kSecret));
  CHECK(*(*keys)->load("seal") == kSecret);
}

TEST_CASE("keys that others could read are refused") {
  const Place place;
  {
    auto keys = FileKeyStore::open(place.keys());
    REQUIRE(keys);
    REQUIRE((*keys)->store("seal", kSecret));
  }
  SECTION("by the directory's mode") {
    REQUIRE(chmod(place.keys().c_str(), 0750) == 0);
    auto keys = FileKeyStore::open(place.keys());
    REQUIRE_FALSE(keys);
    CHECK(keys.error().code == ErrorCode::configuration_invalid);
    CHECK(keys.error().detail.find("0750") != std::string::npos);
  }
  SECTION("by the file's mode") {
    REQUIRE(chmod((place.keys() / "seal").c_str(), 0604) == 0);
    auto keys = FileKeyStore::open(place.keys());
    REQUIRE(keys);
    auto loaded = (*keys)->load("seal");
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::configuration_invalid);
    CHECK(loaded.error().detail.find("0604") != std::string::npos);
  }
}

TEST_CASE("what is no plain file is refused, and a FIFO does not hang the caller") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  SECTION("a symbolic link to a file elsewhere") {
    std::ofstream{place.root / "elsewhere"} << "x";
    REQUIRE(chmod((place.root / "elsewhere").c_str(), 0600) == 0);
    fs::create_symlink(place.root / "elsewhere", place.keys() / "seal");
  }
  SECTION("a FIFO") {
    REQUIRE(mkfifo((place.keys() / "seal").c_str(), 0600) == 0);
  }
  SECTION("a directory") {
    fs::create_directory(place.keys() / "seal");
  }
  auto loaded = (*keys)->load("seal");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == ErrorCode::configuration_invalid);
}

TEST_CASE("names that could leave the directory are refused") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  for (const std::string& name : {std::string{}, std::string{"../seal"}, std::string{"a/b"}, std::string{"Seal"},
                                  std::string{".seal"}, std::string{"se\0al", 5}, std::string(65, 'a')}) {
    CAPTURE(name);
    CHECK((*keys)->load(name).error().code == ErrorCode::invalid_argument);
    CHECK((*keys)->store(name, kSecret).error().code == ErrorCode::invalid_argument);
  }
  CHECK((*keys)->store(std::string(64, 'a'), kSecret));
}

TEST_CASE("a secret beyond 64 KiB is refused and the earlier one stays") {
  const Place place;
  auto keys = FileKeyStore::open(place.keys());
  REQUIRE(keys);
  REQUIRE((*keys)->store("seal", kSecret));
  CHECK((*keys)->store("seal", Bytes(64 * 1024 + 1)).error().code == ErrorCode::limit_exceeded);
  CHECK(*(*keys)->load("seal") == kSecret);
}

TEST_CASE("a key directory that cannot be made says why") {
  const Place place;
  auto keys = FileKeyStore::open(place.root / "missing" / "keys");
  REQUIRE_FALSE(keys);
  CHECK(keys.error().code == ErrorCode::file_unreadable);
  CHECK(keys.error().detail.find("No such file") != std::string::npos);
}
