#include "kazasu/drivers/scan/ssi_framer.hpp"

#include <catch2/catch_test_macros.hpp>

#include "drivers_scan/framed_line.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

struct Line : FramedLine<SsiFramer> {
  explicit Line(SsiFraming framing = {}) : FramedLine(framing) {}
  Line& packet(std::int64_t ms, const Bytes& bytes) {
    at(ms, BytesView{bytes});
    return *this;
  }
  /// The answers since the last call, in hexadecimal.
  std::string answers() { return to_hex(framer.take_answers()); }
};

constexpr std::uint8_t kDecodeData = 0xF3, kEan13 = 0x0B, kCode128 = 0x03, kQr = 0x1C;
constexpr std::uint8_t kRetransmitted = 1, kMore = 2;
// As the guide has them.
const std::string kAck = "04d00400ff28", kNakResend = "05d1040001ff25", kNakContext = "05d1040002ff24";

Bytes decoded(std::uint8_t type, std::string_view data, std::uint8_t status = 0) {
  Bytes content{type};
  content.insert(content.end(), data.begin(), data.end());
  return ssi_packet(kDecodeData, false, status, content);
}

}  // namespace

TEST_CASE("a packet ends with the two's complement of the sum of its bytes") {
  CHECK(to_hex(ssi_packet(0xD0, true, 0, {})) == kAck);
  const Bytes type_and_digit{0x0B, '4'};
  // 06 + F3 + 00 + 00 + 0B + 34 = 0138
  CHECK(to_hex(ssi_packet(kDecodeData, false, 0, type_and_digit)) == "06f300000b34fec8");
}

TEST_CASE("decoded data is a scan with its symbology, and is acknowledged") {
  Line line;
  line.packet(0, decoded(kEan13, "4901234567894"));
  CHECK(line.out() == "[E0 4901234567894]");
  CHECK(line.answers() == kAck);
  CHECK(line.answers().empty());
  line.packet(10, decoded(0x0F, "0104912345678904")).packet(20, decoded(0x02, "A123B"));
  CHECK(line.out() == "[E0 4901234567894][C1 0104912345678904][F0 A123B]");
}

TEST_CASE("a type that may be GS1's or not tells no symbology") {
  CHECK(Line{}.packet(0, decoded(kQr, "https://example.jp")).out() == "[https://example.jp]");
  CHECK(Line{}.packet(0, decoded(0x77, "?")).out() == "[?]");
}

TEST_CASE("two equal scans are two; a packet that is sent again for a lost answer is one") {
  Line line;
  line.packet(0, decoded(kEan13, "49012347")).packet(300, decoded(kEan13, "49012347"));
  CHECK(line.out() == "[E0 49012347][E0 49012347]");
  line.answers();
  line.packet(2'300, decoded(kEan13, "49012347", kRetransmitted));
  CHECK(line.out() == "[E0 49012347][E0 49012347]");
  CHECK(line.answers() == kAck);
  // One that never arrived the first time counts.
  line.packet(4'000, decoded(kEan13, "49012354", kRetransmitted));
  CHECK(line.out() == "[E0 49012347][E0 49012347][E0 49012354]");
  // The scanner gives up after two repetitions, 2 s apart: what comes later is another scan.
  line.packet(15'000, decoded(kEan13, "49012354", kRetransmitted));
  CHECK(line.out() == "[E0 49012347][E0 49012347][E0 49012354][E0 49012354]");
}

TEST_CASE("a packet with a wrong checksum is asked for again") {
  Line line;
  Bytes torn = decoded(kCode128, "MEMBER");
  torn[6] ^= 0x01;
  line.packet(0, torn);
  CHECK(line.out() == "<bad_block_check>");
  CHECK(line.answers() == kNakResend);
  line.packet(20, decoded(kCode128, "MEMBER", kRetransmitted));
  CHECK(line.out() == "<bad_block_check>[C0 MEMBER]");
  CHECK(line.answers() == kAck);
}

TEST_CASE("a scan of several packets is one") {
  Line line;
  const std::string first(200, 'a'), second(200, 'b');
  line.packet(0, decoded(kQr, first, kMore)).packet(100, decoded(kQr, second, kMore));
  CHECK(line.out().empty());
  line.packet(150, decoded(kQr, second, kMore | kRetransmitted));  // the answer to it was lost
  line.packet(200, decoded(kQr, "end"));
  CHECK(line.out() == "[" + first + second + "end]");
  CHECK(line.answers() == kAck + kAck + kAck + kAck);
}

TEST_CASE("a scan whose next packet never comes is broken, and the next scan is good") {
  Line line;
  line.packet(0, decoded(kQr, "a", kMore));
  CHECK(line.framer.deadline_ns() == 2'000 * Line::kMs);
  line.silent_until(2'000);
  CHECK(line.out() == "<incomplete>");
  CHECK_FALSE(line.framer.deadline_ns());
  line.packet(2'100, decoded(kQr, "b"));
  CHECK(line.out() == "<incomplete>[b]");
}

TEST_CASE("a packet that stops is broken after silence and asked for again") {
  Line line;
  const Bytes whole = decoded(kEan13, "4901234567894");
  line.at(0, BytesView{whole}.first(9)).silent_until(199);
  CHECK(line.out().empty());
  line.silent_until(200);
  CHECK(line.out() == "<incomplete>");
  CHECK(line.answers() == kNakResend);
  line.packet(300, decoded(kEan13, "4901234567894", kRetransmitted));
  CHECK(line.out() == "<incomplete>[E0 4901234567894]");
}

TEST_CASE("a scanner that sends no packets is told apart from a line that is quiet") {
  Line line;
  line.at(0, "4901234567894\r\n").silent_until(200);
  CHECK(line.out() == "<incomplete>");
  CHECK(line.framer.explain(ScanFault::incomplete).find("SSI") != std::string::npos);
  line.at(300, "\r\n\r\n").silent_until(500);
  CHECK(line.out() == "<incomplete><incomplete>");
  line.at(600, "\x02noise").silent_until(800);
  CHECK(line.out() == "<incomplete><incomplete><bad_length>");
}

TEST_CASE("what else a scanner says is answered and is no scan") {
  Line line;
  const Bytes event{0x01};
  line.packet(0, ssi_packet(0xF6, false, 0, event));
  CHECK(line.answers() == kAck);
  line.packet(10, ssi_packet(0xD0, false, 0, {}));  // its own acknowledgement
  line.packet(20, ssi_packet(0xE4, true, 0, {}));   // an echo
  CHECK(line.answers().empty());
  line.packet(30, ssi_packet(0xB1, false, 0, event));  // a picture
  CHECK(line.answers() == kNakContext);
  line.packet(40, ssi_packet(kDecodeData, false, 0, {}));
  CHECK(line.answers() == kNakContext);
  CHECK(line.out().empty());
}

TEST_CASE("a scan that is too long is one fault, however many packets it has") {
  Line line{SsiFraming{.max_bytes = 300}};
  const std::string piece(200, 'x');
  for (int i = 0; i < 4; ++i) line.packet(i * 10, decoded(kQr, piece + std::to_string(i), kMore));
  line.packet(50, decoded(kQr, "end")).packet(60, decoded(kEan13, "49012347"));
  CHECK(line.out() == "<too_long>[E0 49012347]");
}

TEST_CASE("however the packets are cut into reads, the scans are the same") {
  Bytes stream = decoded(kQr, "first", kMore);
  for (const Bytes& more : {decoded(kQr, "second"), decoded(kEan13, "49012347")})
    stream.insert(stream.end(), more.begin(), more.end());
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Line line;
    line.at(0, BytesView{stream}.first(cut)).at(5, BytesView{stream}.subspan(cut));
    CHECK(line.out() == "[firstsecond][E0 49012347]");
  }
}
