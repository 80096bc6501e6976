#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/scan/charset.hpp"
#include "kazasu/drivers/scan/eci.hpp"
#include "kazasu/drivers/scan/iso15434.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

template <class Value>
std::string fault_of(const Result<Value>& result) {
  return result ? "" : result.error().detail.substr(0, result.error().detail.find(':'));
}

constexpr std::string_view kHead = "[)>\x1E";

}  // namespace

TEST_CASE("binary in an ISO 15434 envelope may hold separators: its count says where it ends") {
  const std::string head{kHead};
  const auto message = parse_iso15434(head +
                                      "09\x1Dtext\x1Dnone\x1D"
                                      "4\x1D"
                                      "a\x1E\x04"
                                      "b\x1E\x04");
  REQUIRE(message);
  REQUIRE(message->size() == 1);
  CHECK(
      message->front().body.ends_with("a\x1E\x04"
                                      "b"));
  CHECK(fault_of(parse_iso15434(head + "09\x1Dtext\x1Dnone\x1D"
                                       "9\x1D"
                                       "a\x1E\x04")) == "truncated");
  CHECK(fault_of(parse_iso15434(head + "09\x1Dtext\x1E\x04")) == "truncated");
  CHECK(fault_of(parse_iso15434(head + "09\x1Dt\x1Dn\x1Dx\x1D"
                                       "a\x1E\x04")) == "bad_header");
  CHECK(fault_of(parse_iso15434(head + "09text\x1E\x04")) == "bad_header");
}

TEST_CASE("an ISO 15434 message is whole, and each envelope has its separator") {
  const std::string head{kHead};
  CHECK(parse_iso15434(head + "12\x1D"
                              "A\x1D\x1E\x04")
            ->front()
            .fields == std::vector<std::string>{"A", ""});
  CHECK(fault_of(parse_iso15434(head + "06A\x1E\x04")) == "bad_header");
  CHECK(fault_of(parse_iso15434(head + "0XA\x1E\x04")) == "bad_header");
  CHECK(fault_of(parse_iso15434(head + "05\x1D"
                                       "01123\x1E\x04")) == "bad_length");
  CHECK(fault_of(parse_iso15434(head + "\x04")) == "empty");
  CHECK(fault_of(parse_iso15434(head + "07A\x1E\x04"
                                       "x")) == "bad_header");
  CHECK(fault_of(parse_iso15434(head + "0")) == "truncated");
  CHECK(fault_of(parse_iso15434("[)>")) == "bad_header");
  std::string many = head;
  for (int i = 0; i < 33; ++i) many += "07A\x1E";
  CHECK(fault_of(parse_iso15434(many + "\x04")) == "too_long");
  CHECK(fault_of(parse_iso15434(std::string(8'193, 'A'))) == "too_long");
}

TEST_CASE("an ECI escape names the character set of what follows") {
  const auto segments = parse_eci(as_bytes("\\000026A\\000003B\\000020"));
  REQUIRE(segments);
  CHECK(*segments == std::vector<EciSegment>{{26, {'A'}}, {3, {'B'}}});
  CHECK(parse_eci({})->empty());
  CHECK(fault_of(parse_eci(as_bytes("A\\"))) == "bad_eci");
  CHECK(fault_of(parse_eci(as_bytes("\\00002"))) == "bad_eci");
  CHECK(fault_of(parse_eci(Bytes(8'193, 'A'))) == "too_long");
}

TEST_CASE("a scan's bytes are text where they can be, and never a guess beyond") {
  CHECK(read_text(as_bytes("\x83\x4A\x81\x5B\x83\x68"))->utf8 == "カード");
  CHECK(read_text(as_bytes("\x5C\x7E\xB1"))->utf8 == "\\~ｱ");
  CHECK(read_text(as_bytes("\x87\x40"))->utf8 == "①");                 // a vendor's row
  CHECK(read_text(as_bytes("\x85\x40"))->charset == Charset::binary);  // well-formed, but no character
  CHECK(fault_of(read_text(Bytes(8'193, 'A'))) == "too_long");
  CHECK(read_text(Bytes(8'192, 'A'))->utf8.size() == 8'192);
}
