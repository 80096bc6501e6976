#include "kazasu/drivers/scan/pack_marks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string_view>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

constexpr std::int64_t kMs = 1'000'000;

ScanSighting scan(std::string_view symbology, std::string_view data) {
  return {.symbology = std::string{symbology}, .data = {data.begin(), data.end()}};
}

const ScanSighting kEan = scan("E0", "4912345678904");
const ScanSighting kLink = scan("Q1", "https://id.example.jp/01/04912345678904/10/LOT7");
const ScanSighting kMatrix = scan("d2", "0104912345678904");
const ScanSighting kOther = scan("Q1", "https://id.example.jp/01/04901234567894");

}  // namespace

TEST_CASE("the other mark of a pack within a second is its second mark, whichever comes first") {
  CHECK_FALSE(PackMarks{}.is_second(kLink, 0));
  for (const auto& [first, second] : {std::pair{kEan, kLink}, {kLink, kEan}, {kEan, kMatrix}, {kMatrix, kLink}}) {
    PackMarks marks;
    CHECK_FALSE(marks.is_second(first, 0));
    CHECK(marks.is_second(second, 999 * kMs));
  }
}

TEST_CASE("later, or of another item, it is another pack") {
  PackMarks late;
  CHECK_FALSE(late.is_second(kEan, 0));
  CHECK_FALSE(late.is_second(kLink, 1'000 * kMs));
  PackMarks other;
  CHECK_FALSE(other.is_second(kEan, 0));
  CHECK_FALSE(other.is_second(kOther, 300 * kMs));
}

TEST_CASE("one code read twice is two packs") {
  PackMarks marks;
  CHECK_FALSE(marks.is_second(kEan, 0));
  CHECK_FALSE(marks.is_second(kEan, 300 * kMs));
  // The scanner tells no symbology: the same digits may be the same symbol.
  PackMarks unmarked;
  CHECK_FALSE(unmarked.is_second(scan("", "4912345678904"), 0));
  CHECK_FALSE(unmarked.is_second(scan("", "4912345678904"), 300 * kMs));
  CHECK(unmarked.is_second(kLink, 500 * kMs));
}

TEST_CASE("two marks make one pack: the third scan begins the next") {
  PackMarks marks;
  CHECK_FALSE(marks.is_second(kEan, 0));
  CHECK(marks.is_second(kLink, 100 * kMs));
  CHECK_FALSE(marks.is_second(kEan, 200 * kMs));
  CHECK(marks.is_second(kLink, 300 * kMs));
}

TEST_CASE("what is no product has no second mark") {
  PackMarks marks;
  CHECK_FALSE(marks.is_second(scan("C0", "2900000123456784"), 0));
  CHECK_FALSE(marks.is_second(scan("Q1", "2900000123456784"), 100 * kMs));
}
