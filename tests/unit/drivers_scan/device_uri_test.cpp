#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "kazasu/drivers/device_uri.hpp"

using namespace kazasu;
using drivers::parse_device_uri;

TEST_CASE("a device URI is scheme, path and parameters") {
  const auto uri = parse_device_uri("serial:/dev/ttyACM0?baud=9600&terminator=cr");
  REQUIRE(uri);
  CHECK(uri->scheme == "serial");
  CHECK(uri->path == "/dev/ttyACM0");
  CHECK(uri->parameters.size() == 2);
  CHECK(uri->parameters.at("baud") == "9600");
  CHECK(uri->parameters.at("terminator") == "cr");
}

TEST_CASE("paths may hold spaces, colons and stars") {
  CHECK(parse_device_uri("pcsc:ACS ACR122U*")->path == "ACS ACR122U*");
  CHECK(parse_device_uri("libnfc:pn532_uart:/dev/ttyUSB0")->path == "pn532_uart:/dev/ttyUSB0");
}

TEST_CASE("what has a meaning is written as an escape") {
  CHECK(parse_device_uri("pcsc:100%25 %3F%26?x=a%26b")->path == "100% ?&");
  CHECK(parse_device_uri("pcsc:100%25 %3F%26?x=a%26b")->parameters.at("x") == "a&b");
}

TEST_CASE("an error says what is wrong") {
  const auto [uri, word] = GENERATE(table<std::string, std::string>({{"", "scheme"},
                                                                     {"/dev/ttyACM0", "scheme"},
                                                                     {":x", "scheme"},
                                                                     {"Serial:/dev/x", "scheme"},
                                                                     {"9p:x", "scheme"},
                                                                     {"serial:", "serial:"},
                                                                     {"serial:?baud=1", "serial:"},
                                                                     {"serial:/x?baud", "baud"},
                                                                     {"serial:/x?=1", "name"},
                                                                     {"serial:/x?", "name"},
                                                                     {"serial:/x?a=1&", "name"},
                                                                     {"serial:/x?a=1&a=2", "twice"},
                                                                     {"serial:/x%2", "percent"},
                                                                     {"serial:/x%", "percent"},
                                                                     {"serial:/x%zz", "percent"},
                                                                     {"serial:/x%00", "control"},
                                                                     {"serial:/x\n", "control"},
                                                                     {"serial:/x?a=%0a", "control"},
                                                                     {"serial:" + std::string(1'024, 'x'), "1024"}}));
  CAPTURE(uri);
  const auto parsed = parse_device_uri(uri);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::configuration_invalid);
  CHECK(parsed.error().detail.find(word) != std::string::npos);
}

TEST_CASE("a parameter that a driver does not have is named, with those that it has") {
  const auto uri = parse_device_uri("serial:/x?bauds=9600");
  REQUIRE(uri);
  constexpr std::array<std::string_view, 2> known{"baud", "parity"};
  const auto checked = drivers::check_parameters(*uri, known);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().detail.find("bauds") != std::string::npos);
  CHECK(checked.error().detail.find("baud, parity") != std::string::npos);
  CHECK(drivers::check_parameters(*parse_device_uri("serial:/x?baud=9600"), known));
}
