#include "kazasu/terminal/configuration.hpp"

#include <catch2/catch_test_macros.hpp>

#include "offline_store/store_fixture.hpp"

using namespace kazasu;

namespace {

Result<Configuration> configured(const std::string& toml) {
  const MemoryFolder folder;
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
  CHECK(result->identification_methods[1].number.lengths == std::vector<std::size_t>{16});
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

TEST_CASE("a configuration names a chain's member numbers, price labels and payment codes") {
  const auto result = configured(R"(
directory = "store"
known_payment_codes = false
[[identify]]
method = "member_number"
name = "house"
digits = [13, 16]
prefix = "29"
check = "7dr"
drop_separators = true
[[in_store_label]]
prefix = "02"
format = "2F5I1V4P"
[[in_store_label]]
prefix = "21"
format = "2F5I5W"
price_per = 1000
[[payment_code]]
service = "house_pay"
digits = 20
digits_max = 24
prefix = "77"
prefix_to = "79"
ending = "6....."
)");
  REQUIRE(result.ok());
  const MemberNumberRule& number = result->identification_methods.at(0).number;
  CHECK(number.name == "house");
  CHECK(number.lengths == std::vector<std::size_t>{13, 16});
  CHECK(number.prefix == "29");
  CHECK(number.check == CheckScheme::dr7);
  CHECK(number.drop_separators);
  REQUIRE(result->scan_rules.in_store_labels.size() == 2);
  CHECK(result->scan_rules.in_store_labels[0].format == "2F5I1V4P");
  CHECK(result->scan_rules.in_store_labels[0].price_per == 100);
  CHECK(result->scan_rules.in_store_labels[1].price_per == 1'000);
  REQUIRE(result->scan_rules.payment_codes.size() == 1);
  CHECK(result->scan_rules.payment_codes[0].digits_max == 24);
  CHECK(result->scan_rules.payment_codes[0].prefix_high == "79");
  CHECK_FALSE(result->scan_rules.known_payment_codes);
}

TEST_CASE("a configuration says how a program counts modulus 11") {
  const std::string method =
      "directory = \"a\"\n[[identify]]\nmethod = \"member_number\"\ndigits = 8\ncheck = \"mod11\"\n";
  const auto rule = [&](const std::string& rest) {
    const auto result = configured(method + rest);
    REQUIRE(result.ok());
    return result->identification_methods.at(0).number.modulus_11;
  };
  CHECK(rule("").weights == Modulus11{}.weights);
  CHECK(rule("").ten == '0');
  CHECK(rule("weights = [2, 3, 4, 5, 6, 7]\n").weights == std::vector<std::uint8_t>{2, 3, 4, 5, 6, 7});
  CHECK(rule("ten = \"X\"\n").ten == 'X');
  CHECK_FALSE(rule("ten = \"none\"\n").ten);
  for (const char* wrong : {"[]", "[2, 11]", "[0]", "[2, \"3\"]", "2"}) {
    CAPTURE(wrong);
    check_error(method + "weights = " + wrong + "\n", "kazasu.toml:6: identify.weights", "from 1 to 10");
  }
  check_error(method + "ten = \"Y\"\n", "identify.ten", "0, X, -, none");
  check_error(method + "ten = \"-\"\ndrop_separators = true\n", "identify.ten", "separators are dropped");
  check_error("directory = \"a\"\n[[identify]]\nmethod = \"member_number\"\ndigits = 8\nweights = [2]\n",
              "identify.weights", "with check = \"mod11\" only");
}

TEST_CASE("a configuration says how an app shows its one-time codes") {
  const std::string method =
      "directory = \"a\"\n[[identify]]\nmethod = \"one_time_code\"\ndigits = 16\nprefix = \"29\"\n";
  const auto plain = configured(method);
  REQUIRE(plain.ok());
  const IdentificationMethod& usual = plain->identification_methods.at(0);
  CHECK(usual.kind == IdentificationMethod::Kind::one_time_code);
  CHECK(usual.number.lengths == std::vector<std::size_t>{16});
  CHECK(usual.one_time_code.settings.digits == 8);
  CHECK(usual.one_time_code.settings.step_seconds == 30);
  CHECK(usual.one_time_code.settings.hash == OtpHash::sha1);
  const auto other = configured(method + "code_digits = 6\nstep_seconds = 60\nhash = \"sha256\"\nseparator = \":\"\n");
  REQUIRE(other.ok());
  const OneTimeCodeRule& rule = other->identification_methods.at(0).one_time_code;
  CHECK(rule.settings.digits == 6);
  CHECK(rule.settings.step_seconds == 60);
  CHECK(rule.settings.hash == OtpHash::sha256);
  CHECK(rule.separator == ":");
  check_error(method + "code_digits = 4\n", "kazasu.toml:6: identify.code_digits", "from 6 to 10");
  check_error(method + "step_seconds = 3600\n", "identify.step_seconds", "from 10 to 300");
  check_error(method + "hash = \"md5\"\n", "kazasu.toml:6: identify.hash", "sha1, sha256, sha512");
  check_error(method + "separator = \"7\"\n", "identify.separator", "no digits");
  check_error("directory = \"a\"\n[[identify]]\nmethod = \"one_time_code\"\n", "identify.digits", "number of digits");
}

TEST_CASE("what is wrong in a rule for codes says where and what to do") {
  const auto number = [](const std::string& rest) {
    return "directory = \"a\"\n[[identify]]\nmethod = \"member_number\"\n" + rest;
  };
  check_error(number("digits = 0\n"), "kazasu.toml:4: identify.digits", "from 1 to 64");
  check_error(number("digits = [13, \"x\"]\n"), "kazasu.toml:4: identify.digits", "a list of them");
  check_error(number("digits = 13\nprefix = 29\n"), "kazasu.toml:5: identify.prefix", "in quotes");
  check_error(number("digits = 13\nprefix = \"2x\"\n"), "identify.prefix", "must be digits");
  check_error(number("digits = 2\nprefix = \"29\"\n"), "identify.prefix", "as long as the number");
  check_error(number("digits = 13\ncheck = \"crc\"\n"), "kazasu.toml:5: identify.check", "7dr");
  check_error(number("digits = 13\ndrop_separators = 1\n"), "identify.drop_separators", "true or false");
  check_error("directory = \"a\"\n[[identify]]\nmethod = \"uid\"\ndigits = 4\n", "kazasu.toml:4: identify.digits",
              "there are: method");
  const auto label = [](const std::string& rest) { return "directory = \"a\"\n[[in_store_label]]\n" + rest; };
  check_error(label("format = \"2F5I1V4P\"\n"), "in_store_label.prefix", "is missing");
  check_error(label("prefix = \"02\"\nformat = \"2F5I1V6P\"\n"), "kazasu.toml:4: in_store_label.format",
              "price of 4 or 5");
  check_error(label("prefix = \"02\"\nformat = \"2F5I3P\"\n"), "in_store_label.format", "comes to 11 digits");
  check_error(label("prefix = \"02\"\nformat = \"2F9V1P\"\n"), "in_store_label.format", "V has one digit");
  check_error(label("prefix = \"02\"\nformat = \"7F5P\"\n"), "in_store_label.format", "no item");
  check_error(label("prefix = \"02\"\nformat = \"3F9I\"\n"), "in_store_label.format", "neither price");
  check_error(label("prefix = \"02123451\"\nformat = \"2F5I1V4P\"\n"), "kazasu.toml:3: in_store_label.prefix",
              "end before");
  check_error(label("prefix = \"\"\nformat = \"2F5I1V4P\"\n"), "in_store_label.prefix", "at least one digit");
  check_error(
      label("prefix = \"02\"\nformat = \"2F5I1V4P\"\n[[in_store_label]]\nprefix = \"021\"\nformat = \"2F5I5P\"\n"),
      "kazasu.toml:5: in_store_label.prefix", "number 1");
  check_error("directory = \"a\"\nin_store_label = 5\n", "in_store_label", "[[in_store_label]]");
  const auto code = [](const std::string& rest) {
    return "directory = \"a\"\n[[payment_code]]\nservice = \"p\"\n" + rest;
  };
  check_error(code("prefix = \"77\"\n"), "payment_code.digits", "is missing");
  check_error(code("digits = 20\nprefix = \"77\"\nprefix_to = \"76\"\n"), "payment_code.prefix_to", "not below");
  check_error(code("digits = 20\nprefix = \"77\"\nending = \"x\"\n"), "payment_code.ending", "a dot");
}

TEST_CASE("a configuration file that is not there is unreadable, not empty") {
  const auto result = load_configuration("/nowhere/kazasu.toml");
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::file_unreadable);
}
