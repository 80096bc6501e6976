#include "kazasu/drivers/scan/hid_pos.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr HidPosLayout kLayout{.id = 2, .size = 64, .count = 1, .aim = 2, .data = 5, .data_len = 56, .cont = 63};

Bytes report(std::string_view data, bool more = false, std::string_view aim = "]Q1") {
  Bytes bytes(64, 0);
  bytes[0] = 2;
  bytes[1] = static_cast<std::uint8_t>(data.size());
  std::copy(aim.begin(), aim.end(), bytes.begin() + 2);
  std::copy(data.begin(), data.end(), bytes.begin() + 5);
  bytes[63] = more ? 1 : 0;
  return bytes;
}

std::string text_of(std::vector<HidPosScan>& scans) {
  std::string text;
  for (const HidPosScan& scan : scans)
    text += (text.empty() ? "" : " ") +
            (scan.fault ? std::string{name_of(*scan.fault)} : scan.symbology + "/" + std::string{as_text(scan.data)});
  scans.clear();
  return text;
}

Result<HidPosLayout> layout_of(std::string_view hex) {
  Bytes bytes;
  REQUIRE(from_hex(hex, bytes));
  return parse_hid_pos_descriptor(bytes);
}

}  // namespace

TEST_CASE("a report that should follow and does not leaves the scan incomplete, and the next is whole") {
  HidPosAssembler assembler{kLayout};
  std::vector<HidPosScan> scans;
  assembler.feed(report("abc", true), 0, scans);
  CHECK(assembler.deadline_ns() == 500 * kMs);
  assembler.pass_time(499 * kMs, scans);
  CHECK(text_of(scans).empty());
  assembler.feed(report("def"), 500 * kMs, scans);
  CHECK(text_of(scans) == "incomplete Q1/def");
  assembler.feed(report("abc", true), 600 * kMs, scans);
  assembler.feed(report("def", true), 1'000 * kMs, scans);
  assembler.feed(report("g"), 1'400 * kMs, scans);
  CHECK(text_of(scans) == "Q1/abcdefg");
}

TEST_CASE("reports of more than 8192 bytes are too long, once, and the next scan is whole") {
  HidPosAssembler assembler{kLayout};
  std::vector<HidPosScan> scans;
  const std::string full(56, '7');
  for (int i = 0; i < 200; ++i) assembler.feed(report(full, true), 0, scans);
  assembler.feed(report(full), 0, scans);
  CHECK(text_of(scans) == "too_long");
  assembler.feed(report("abc"), 0, scans);
  CHECK(text_of(scans) == "Q1/abc");
  for (int i = 0; i < 200; ++i) assembler.feed(report(full, true), 0, scans);
  assembler.end(0, scans);
  CHECK(text_of(scans) == "too_long");
}

TEST_CASE("reports without numbers, short ones and empty ones") {
  HidPosAssembler unnumbered{
      {.id = 0, .size = 10, .count = std::nullopt, .aim = std::nullopt, .data = 0, .data_len = 10}};
  std::vector<HidPosScan> scans;
  unnumbered.feed(as_bytes(std::string_view{"4901\0\0\0\0\0\0", 10}), 0, scans);
  CHECK(text_of(scans) == "/4901");
  unnumbered.feed(Bytes(10, 0), 0, scans);
  CHECK(text_of(scans).empty());
  unnumbered.feed(Bytes(9, '1'), 0, scans);
  CHECK(text_of(scans) == "bad_length");
  HidPosAssembler assembler{kLayout};
  assembler.feed({}, 0, scans);
  assembler.feed(report("x", false, {"\0\0\0", 3}), 0, scans);
  CHECK(text_of(scans) == "/x");
}

TEST_CASE("a padded report that is continued keeps its NULs, the last one loses them") {
  HidPosAssembler assembler{
      {.id = 2, .size = 8, .count = std::nullopt, .aim = std::nullopt, .data = 1, .data_len = 6, .cont = 7}};
  std::vector<HidPosScan> scans;
  assembler.feed(Bytes{2, 'a', 0, 0, 0, 0, 0, 1}, 0, scans);
  assembler.feed(Bytes{2, 'b', 0, 'c', 0, 0, 0, 0}, 0, scans);
  REQUIRE(scans.size() == 1);
  CHECK(to_hex(scans[0].data) == "610000000000620063");
}

TEST_CASE("a descriptor is read with its pages, pushes and usage ranges, and bounded") {
  // Unnumbered; the identifier as a usage range FB to FD; usages of four bytes.
  const auto ranged = layout_of(
      "058c0902a1010912a102150026ff00750819fb29fd95038102"
      "0bfe008c00"
      "95148202"
      "01"
      "c0c0");
  REQUIRE(ranged);
  CHECK(ranged->id == 0);
  CHECK(ranged->aim == 0u);
  CHECK(ranged->data == 3);
  CHECK(ranged->data_len == 20);
  CHECK(ranged->size == 23);
  // A push keeps page and size for after the pop.
  const auto pushed = layout_of(
      "058c0902a101150026ff00"
      "7508"
      "9505"
      "a4"
      "0501"
      "7501"
      "b4"
      "09fe"
      "8102"
      "c0");
  REQUIRE(pushed);
  CHECK(pushed->data_len == 5);
  const auto fault = [](std::string_view hex) {
    const auto layout = layout_of(hex);
    return layout ? "" : layout.error().detail.substr(0, layout.error().detail.find(':'));
  };
  CHECK(fault("") == "bad_descriptor");
  CHECK(fault("b4") == "bad_descriptor");
  CHECK(fault("c0") == "bad_descriptor");
  CHECK(fault("a101") == "bad_descriptor");
  CHECK(fault("8500") == "bad_descriptor");
  CHECK(fault("fe0000") == "bad_descriptor");
  CHECK(fault("a4a4a4a4a4a4a4a4a4") == "bad_descriptor");
  CHECK(fault("058ca1017504950309fe8102c0") == "bad_descriptor");  // data in half bytes
  CHECK(fault("058ca10175089505"
              "09fe"
              "8103"
              "c0") == "not_a_scanner");                          // constant: padding
  CHECK(fault("0501a1017508950509fe8102c0") == "not_a_scanner");  // another page
}
