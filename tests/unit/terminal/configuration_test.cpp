#include "kazasu/terminal/configuration.hpp"

#include <catch2/catch_test_macros.hpp>

#include "offline_store/store_fixture.hpp"

using namespace kazasu;

namespace {

Result<Configuration> configured(const std::string& toml) {
  const TemporaryFolder folder;
  write_file(folder / "kazasu.toml", toml);
  return load_configuration(folder / "kazasu.toml");
}

/// Expects an error that names file and line, and says `what`.
void check_error(const std::string& toml, const std::string& where, const std::string& what) {
  CAPTURE(toml);
  const auto result = configured(toml);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::configuration_invalid);
  CHECK(result.error().detail.find(where) != std::string::npos);
  CHECK(result.error().detail.find(what) != std::string::npos);
}

}  // namespace

TEST_CASE("a configuration file says all that a terminal needs") {
  const auto result = configured(R"(
directory = "store"
language = "zh"
devices = ["pcsc:*", "serial:/dev/ttyACM0"]
[ledger]
url = "https://ledger:8443"
ca = "authority.pem"
sync_interval_seconds = 30
[journal]
when_full = "sell_without_members"
[clock]
offers = "strict"
[[identify]]
method = "felica_lite_s"
[[identify]]
method = "member_number"
digits = 16
prefix = "29"
)");
  REQUIRE(result.ok());
  CHECK(result->language == Language::zh);
  CHECK(result->directory.filename() == "store");
  CHECK(result->directory.is_absolute());
  CHECK(result->devices == std::vector<std::string>{"pcsc:*", "serial:/dev/ttyACM0"});
  REQUIRE(result->ledger);
  CHECK(result->ledger->sync_interval == std::chrono::seconds{30});
  CHECK(result->sell_without_members_when_full);
  CHECK(result->time_policy == TimePolicy::strict);
  CHECK_FALSE(configured("directory = \"a\"\n[journal]\nwhen_full = \"refuse\"\n")->sell_without_members_when_full);
  CHECK(configured("directory = \"a\"\n")->time_policy == TimePolicy::clock);
  REQUIRE(result->identification_methods.size() == 2);
  CHECK(result->identification_methods[1].digits == 16);
}

TEST_CASE("what is wrong in a configuration is said with file, line and setting") {
  check_error("directory = 5\n", "kazasu.toml:1: directory", "must be a text");
  check_error("language = \"ja\"\n", "directory", "is missing");
  check_error("directory = \"a\"\nlanguage = \"fr\"\n", "language", "ja, en, zh");
  check_error("directory = \"a\"\n\ncolour = \"red\"\n", "kazasu.toml:3: colour", "there are: directory");
  check_error("directory = \"a\"\ndevices = \"pcsc:*\"\n", "kazasu.toml:2: devices", "list of URIs");
  check_error("directory = \"a\"\n[ledger]\nurl = \"https://x\"\n", "ledger.ca", "is missing");
  check_error("directory = \"a\"\n[ledger]\nurl = \"https://x\"\nca = \"c\"\nsync_interval_seconds = 0\n",
              "kazasu.toml:5", "from 1");
  check_error("directory = \"a\"\n[[identify]]\nmethod = \"smell\"\n", "identify.method", "felica_lite_s");
  check_error("directory = \"a\"\n[[identify]]\nmethod = \"member_number\"\n", "identify.digits", "number of digits");
  check_error("directory = \"a\"\n[journal]\nwhen_full = \"wait\"\n", "journal.when_full", "refuse");
  check_error("directory = \"a\"\n[clock]\noffers = \"never\"\n", "clock.offers", "strict");
  check_error("directory = \"a\"\nclock = 5\n", "kazasu.toml:2: clock", "table");
  check_error("directory = \n", "kazasu.toml:1", "");
}

TEST_CASE("a configuration file that is not there is unreadable, not empty") {
  const auto result = load_configuration("/nowhere/kazasu.toml");
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::file_unreadable);
}
