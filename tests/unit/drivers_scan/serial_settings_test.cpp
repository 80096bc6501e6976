#include <catch2/catch_test_macros.hpp>
#include <string>

#include "kazasu/drivers/scanner/serial_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"

using namespace kazasu;

namespace {

Result<std::unique_ptr<Scanner>> open(const std::string& uri) {
  static drivers::SystemClock clock;
  return drivers::open_serial_scanner(uri, clock);
}

}  // namespace

TEST_CASE("a serial scanner takes every value that its page names") {
  for (const char* query : {"",
                            "?baud=1200",
                            "?baud=921600",
                            "?data=7&parity=even",
                            "?parity=odd&stop=2",
                            "?flow=rtscts",
                            "?flow=xonxoff",
                            "?acknowledge=true",
                            "?acknowledge=false",
                            "?on_open=0x16540d",
                            "?terminator=any",
                            "?terminator=cr",
                            "?terminator=lf",
                            "?terminator=crlf",
                            "?terminator=tab",
                            "?terminator=etx&prefix=stx",
                            "?terminator=none",
                            "?terminator=0x0d0a&prefix=0x02",
                            "?prefix=",
                            "?prefix=none",
                            "?idle_ms=10",
                            "?idle_ms=5000",
                            "?aim=auto",
                            "?aim=true",
                            "?aim=false",
                            "?payload=text",
                            "?payload=binary",
                            "?frames=marks",
                            "?frames=length1",
                            "?frames=length2&prefix=stx&acknowledge=true",
                            "?frames=length2le&payload=binary",
                            "?frames=ssi&flow=rtscts&idle_ms=300",
                            "?check=none",
                            "?check=xor&prefix=stx&terminator=etx",
                            "?check=xor&prefix=stx&terminator=cr",
                            "?repeat_ms=0",
                            "?repeat_ms=10000"}) {
    CAPTURE(query);
    const auto scanner = open(std::string{"serial:/dev/kazasu"} + query);
    REQUIRE(scanner);
    CHECK((*scanner)->uri() == std::string{"serial:/dev/kazasu"} + query);
  }
}

TEST_CASE("a serial scanner refuses every other value and names the parameter") {
  for (const char* query : {"baud=9601",
                            "baud=-1",
                            "baud=9600x",
                            "baud=",
                            "data=9",
                            "data=6",
                            "parity=mark",
                            "stop=0",
                            "flow=xon",
                            "acknowledge=1",
                            "on_open=SYN",
                            "on_open=0x",
                            "terminator=CR",
                            "terminator=0x",
                            "terminator=0xZZ",
                            "prefix=02",
                            "idle_ms=9",
                            "idle_ms=5001",
                            "idle_ms=99999999999",
                            "aim=yes",
                            "payload=any",
                            "repeat_ms=10001",
                            "speed=9600",
                            "frames=length3",
                            "check=sum",
                            "check=xor",
                            "check=xor&prefix=stx",
                            "check=xor&terminator=etx",
                            "terminator=cr&frames=ssi",
                            "acknowledge=true&frames=ssi",
                            "prefix=stx&frames=ssi",
                            "terminator=etx&frames=length1",
                            "check=xor&frames=length2"}) {
    CAPTURE(query);
    const auto scanner = open(std::string{"serial:/dev/kazasu?"} + query);
    REQUIRE_FALSE(scanner);
    CHECK(scanner.error().code == ErrorCode::configuration_invalid);
    const std::string name = std::string{query}.substr(0, std::string{query}.find('='));
    CHECK(scanner.error().detail.find(name) != std::string::npos);
  }
}

TEST_CASE("a serial scanner refuses other schemes and relative paths") {
  CHECK(open("evdev:/dev/input/event0").error().code == ErrorCode::configuration_invalid);
  CHECK(open("serial:ttyACM0").error().code == ErrorCode::configuration_invalid);
}
