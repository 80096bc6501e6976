#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/charset.hpp"

using namespace kazasu;
using drivers::Charset;
using drivers::detect_charset;

TEST_CASE("UTF-8 is told by its shortest forms only") {
  CHECK(detect_charset(Bytes{0xE0, 0xA0, 0x80}) == Charset::utf8);
  CHECK(detect_charset(Bytes{0xF4, 0x8F, 0xBF, 0xBF}) == Charset::utf8);
  for (const Bytes& wrong : {Bytes{0xE0, 0x80, 0x80},           // overlong
                             Bytes{0xF0, 0x80, 0x80, 0x80},     // overlong
                             Bytes{0xED, 0xA0, 0x80},           // surrogate
                             Bytes{0xF4, 0x90, 0x80, 0x80}}) {  // beyond U+10FFFF
    CAPTURE(to_hex(wrong));
    CHECK(detect_charset(wrong) != Charset::utf8);
  }
}

TEST_CASE("bytes that are no character of Shift_JIS make data binary") {
  CHECK(detect_charset(Bytes{0xB6, 0xDE}) == Charset::shift_jis);
  CHECK(detect_charset(Bytes{0x83, 0x4A, 0xFC, 0x4B}) == Charset::shift_jis);
  for (const Bytes& wrong :
       {Bytes{0x80}, Bytes{0xA0}, Bytes{0xFD, 0x41}, Bytes{0xFF}, Bytes{0x83}, Bytes{0x83, 0x7F}, Bytes{0x83, 0x20}}) {
    CAPTURE(to_hex(wrong));
    CHECK(detect_charset(wrong) == Charset::binary);
  }
}
