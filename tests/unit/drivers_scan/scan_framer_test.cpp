#include <catch2/catch_test_macros.hpp>

#include "drivers_scan/framed_line.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using std::chrono::milliseconds;

namespace {

struct Line : FramedLine<ScanFramer> {
  explicit Line(ScanFraming framing = {}) : FramedLine(std::move(framing)) {}
};

ScanFraming framing(Bytes prefix, std::vector<Bytes> terminators) {
  ScanFraming result;
  result.prefix = std::move(prefix);
  result.terminators = std::move(terminators);
  return result;
}

}  // namespace

TEST_CASE("however the bytes are cut into reads, the scans are the same") {
  const std::string stream =
      "]E04901234567894\r\n\x02]E449012347\r]C010\x1D"
      "11\n\r\n";
  const std::string expected =
      "[]E04901234567894][]E449012347][]C010\x1D"
      "11]";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    CAPTURE(cut);
    CHECK(Line{}.at(0, stream.substr(0, cut)).at(5, stream.substr(cut)).out() == expected);
  }
  CHECK(Line{}.byte_by_byte(0, stream).out() == expected);
}

TEST_CASE("CR, LF and CR LF each end a scan, and alone are nothing") {
  CHECK(Line{}.at(0, "A\rB\nC\r\nD\r\r\n\n").out() == "[A][B][C][D]");
  CHECK(Line{}.at(0, "\r\n").at(5'000, "\n\r").silent_until(9'000).out().empty());
}

TEST_CASE("with CR agreed on, LF is data, but not the LF that follows a CR") {
  const ScanFraming cr = framing({}, {{'\r', '\n'}, {'\r'}});
  CHECK(Line{cr}.at(0, "A\nB\r\nC\r").out() == "[A\nB][C]");
  CHECK(Line{cr}.at(0, "A\r").at(300, "\nC\r").silent_until(900).out() == "[A][C]");
}

TEST_CASE("with CR LF agreed on, a CR alone is data") {
  CHECK(Line{framing({}, {{'\r', '\n'}})}.at(0, "A\rB\r").at(1, "\n").out() == "[A\rB]");
}

TEST_CASE("STX drops what came before it") {
  CHECK(Line{}
            .at(0,
                "4901\x02"
                "49012347\r")
            .out() == "[49012347]");
  CHECK(Line{framing({0x02}, {{0x03}})}
            .at(0,
                "\x02"
                "4901\x02"
                "49012347\x03")
            .out() == "[49012347]");
}

TEST_CASE("a prefix that is printed text may come again inside the data") {
  const ScanFraming framed = framing({'S', 'C'}, {{'\r'}});
  CHECK(Line{framed}.at(0, "noiseSC12SC34\rSC5\r").out() == "[12SC34][5]");
  CHECK(Line{framed}.at(0, "1234\rSC5\r\r").out() == "<missing_prefix>[5]");
  CHECK(Line{framed}.at(0, "1234").silent_until(100).out() == "<missing_prefix>");
  CHECK(Line{framing({'a', 'b', 'c', 'd'}, {{'\r'}})}.at(0, "ababcd5\r").out() == "[5]");
}

TEST_CASE("silence breaks a scan at its deadline and not before") {
  Line line;
  line.at(1'000, "4901");
  REQUIRE(line.framer.deadline_ns() == 1'100 * Line::kMs);
  CHECK(line.silent_until(1'099).out().empty());
  CHECK(line.silent_until(1'100).out() == "<missing_terminator>");
  CHECK_FALSE(line.framer.deadline_ns());
  CHECK(line.silent_until(9'000).out() == "<missing_terminator>");
}

TEST_CASE("each byte renews the time that silence takes") {
  CHECK(Line{}.at(0, "4").at(99, "9").at(198, "\r").out() == "[49]");
}

TEST_CASE("the rest of a broken scan is named as such; what comes later, or with STX, is a new scan") {
  CHECK(Line{}.at(0, "490123").at(150, "4567894\r").out() == "<missing_terminator><tail_of_broken_scan>");
  CHECK(Line{}.at(0, "490123").at(150, "4567894\r49012347\r").out() ==
        "<missing_terminator><tail_of_broken_scan>[49012347]");
  CHECK(Line{}.at(0, "4901234567894").at(150, "\r").at(160, "49012347\r").out() == "<missing_terminator>[49012347]");
  CHECK(Line{}.at(0, "490123").at(299, "49012347\r").out() == "<missing_terminator><tail_of_broken_scan>");
  CHECK(Line{}.at(0, "490123").at(300, "49012347\r").out() == "<missing_terminator>[49012347]");
  CHECK(Line{}
            .at(0, "490123")
            .at(150,
                "\x02"
                "49012347\r")
            .out() == "<missing_terminator>[49012347]");
  CHECK(Line{}.at(0, "490123").at(150, "45").silent_until(250).out() == "<missing_terminator><tail_of_broken_scan>");
}

TEST_CASE("a scan may have as many bytes as allowed, and one more is too many") {
  ScanFraming small;
  small.max_bytes = 8;
  const std::string flood(1'000, '7');
  CHECK(Line{small}.at(0, "12345678\r\n").out() == "[12345678]");
  CHECK(Line{small}.at(0, "123456789\r\n12\r").out() == "<too_long>[12]");
  CHECK(Line{small}.at(0, flood).at(0, "\r12\r").out() == "<too_long>[12]");
  CHECK(Line{small}.at(0, flood).at(200, "12\r").out() == "<too_long>[12]");
  small.terminators = {};
  small.idle_ends = true;
  CHECK(Line{small}.at(0, "12345678").silent_until(100).at(200, "123456789").silent_until(300).out() ==
        "[12345678]<too_long>");
}

TEST_CASE("a line that never stops talking takes no more memory than one scan") {
  Line line;
  for (int i = 0; i < 2'000; ++i) line.at(i, std::string(4'096, '7'));
  CHECK(line.out() == "<too_long>");
}

TEST_CASE("a reset forgets what has begun") {
  Line line;
  line.at(0, "4901");
  line.framer.reset();
  CHECK(line.at(10, "49012347\r").out() == "[49012347]");
}

TEST_CASE("a scan carries the time of its end") {
  Line line;
  line.at(5, "4901").at(9, "\r");
  REQUIRE(line.scans.size() == 1);
  CHECK(line.scans[0].monotonic_ns == 9 * Line::kMs);
}

namespace {

ScanFraming checked(Bytes terminator) {
  ScanFraming result = framing({0x02}, {std::move(terminator)});
  result.block_check = true;
  return result;
}

}  // namespace

TEST_CASE("a block check is the XOR of what follows the prefix, the terminator included") {
  // '1' ^ '2' ^ '3' ^ ETX = 0x30 ^ 0x03 = 0x33
  CHECK(Line{checked({0x03})}
            .at(0,
                "\x02"
                "123\x03"
                "3")
            .out() == "[123]");
  CHECK(Line{checked({0x03})}
            .at(0,
                "\x02"
                "123\x03"
                "4")
            .out() == "<bad_block_check>");
  CHECK(Line{checked({0x03})}
            .at(0,
                "\x02"
                "133\x03"
                "3")
            .out() == "<bad_block_check>");
  // After a wrong one the next scan is good.
  CHECK(Line{checked({0x03})}
            .at(0,
                "\x02"
                "123\x03"
                "4"
                "\x02"
                "123\x03"
                "3")
            .out() == "<bad_block_check>[123]");
}

TEST_CASE("a block check may be any byte, also one that is a mark elsewhere") {
  // 'A' ^ 'B' ^ STX-valued rest: the check is 02, 03 or 0D.
  for (const int check : {0x00, 0x02, 0x03, 0x0A, 0x0D, 0xFF}) {
    CAPTURE(check);
    const auto wanted = static_cast<std::uint8_t>(check);
    Bytes stream{0x02, 'A', static_cast<std::uint8_t>('A' ^ 0x03 ^ wanted ^ 'Z'), 'Z', 0x03, wanted};
    if (stream[2] == 0x02 || stream[2] == 0x03) continue;
    const std::string data{as_text(BytesView{stream}.subspan(1, 3))};
    stream.insert(stream.end(), stream.begin(), stream.begin() + 6);
    CHECK(Line{checked({0x03})}.at(0, BytesView{stream}).out() == "[" + data + "][" + data + "]");
  }
}

TEST_CASE("a scan whose block check never comes is broken") {
  CHECK(Line{checked({0x0D})}
            .at(0,
                "\x02"
                "123\r")
            .silent_until(99)
            .out()
            .empty());
  CHECK(Line{checked({0x0D})}
            .at(0,
                "\x02"
                "123\r")
            .silent_until(100)
            .out() == "<missing_terminator>");
}
