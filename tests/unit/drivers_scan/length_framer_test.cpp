#include "kazasu/drivers/scan/length_framer.hpp"

#include <catch2/catch_test_macros.hpp>

#include "drivers_scan/framed_line.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::string_view_literals;

namespace {

using Line = FramedLine<LengthFramer>;

LengthFraming one_byte() {
  LengthFraming framing;
  framing.length_bytes = 1;
  return framing;
}

LengthFraming after_prefix() {
  LengthFraming framing = one_byte();
  framing.prefix = {0xAA, 0xAA, 0x55};
  return framing;
}

}  // namespace

TEST_CASE("as many bytes as the length tells are a scan, whatever they are") {
  CHECK(Line{one_byte()}
            .at(0,
                "\x05"
                "49\r\n\x02\x03"
                "012"sv)
            .out() == "[49\r\n\x02][012]");
  CHECK(Line{LengthFraming{}}
            .at(0,
                "\0\x03"
                "abc\0\x01"
                "d"sv)
            .out() == "[abc][d]");
  LengthFraming little;
  little.little_endian = true;
  CHECK(Line{little}.at(0, "\x03\0abc"sv).out() == "[abc]");
  CHECK(Line{one_byte()}.at(0, "\0\0\x01z"sv).out() == "[z]");
}

TEST_CASE("a length of two bytes counts high byte first") {
  const std::string data(0x0102, 'x');
  CHECK(Line{LengthFraming{}}.at(0, "\x01\x02" + data).out() == "[" + data + "]");
}

TEST_CASE("however the bytes are cut into reads, the lengths tell the same scans") {
  const std::string stream =
      "\x03"
      "abc\x02"
      "de";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut)
    CHECK(Line{one_byte()}.at(0, stream.substr(0, cut)).at(5, stream.substr(cut)).out() == "[abc][de]");
  CHECK(Line{one_byte()}.byte_by_byte(0, stream).out() == "[abc][de]");
}

TEST_CASE("silence within a scan breaks it, and the next is good") {
  CHECK(Line{one_byte()}
            .at(0,
                "\x05"
                "ab")
            .silent_until(99)
            .out()
            .empty());
  CHECK(Line{one_byte()}
            .at(0,
                "\x05"
                "ab")
            .at(100, "\x01z")
            .out() == "<incomplete>[z]");
  CHECK(Line{LengthFraming{}}.at(0, "\x01"sv).silent_until(100).out() == "<incomplete>");
}

TEST_CASE("more than is allowed is one fault, and dropped until silence") {
  LengthFraming framing = one_byte();
  framing.max_bytes = 3;
  Line line{framing};
  line.at(0,
          "\x04"
          "abcd\x01z")
      .at(50, "\x01z")
      .at(150,
          "\x03"
          "abc");
  CHECK(line.out() == "<too_long>[abc]");
}

TEST_CASE("with a prefix what lies before it is one fault") {
  CHECK(Line{after_prefix()}
            .at(0,
                "\xAA\xAA\x55\x02"
                "ok")
            .out() == "[ok]");
  CHECK(Line{after_prefix()}
            .at(0,
                "noise\xAA\xAA\xAA\x55\x02"
                "ok")
            .out() == "<missing_prefix>[ok]");
  CHECK(Line{after_prefix()}.at(0, "noise").silent_until(100).out() == "<missing_prefix>");
  CHECK(Line{after_prefix()}.at(0, "\xAA\xAA").silent_until(100).out() == "<incomplete>");
  CHECK(Line{after_prefix()}.at(0, "\xAA\xAA\x55").silent_until(100).out() == "<incomplete>");
}

TEST_CASE("between scans no silence is waited for") {
  Line line{one_byte()};
  CHECK_FALSE(line.framer.deadline_ns());
  line.at(0, "\x01z");
  CHECK_FALSE(line.framer.deadline_ns());
  line.at(10, "\x02");
  CHECK(line.framer.deadline_ns() == 110 * Line::kMs);
  line.framer.reset();
  CHECK_FALSE(line.framer.deadline_ns());
  line.at(20, "\x01y");
  CHECK(line.out() == "[z][y]");
}
