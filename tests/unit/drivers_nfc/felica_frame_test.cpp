#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "codec/felica.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr felica::Idm kIdm{0x01, 0x2E, 0x3D, 0x4C, 0x5B, 0x6A, 0x79, 0x88};

/// LEN, code, IDm and what follows.
Bytes answer(std::uint8_t code, const Bytes& rest, const felica::Idm& idm = kIdm) {
  Bytes frame{static_cast<std::uint8_t>(10 + rest.size()), code};
  frame.insert(frame.end(), idm.begin(), idm.end());
  frame.insert(frame.end(), rest.begin(), rest.end());
  return frame;
}

Bytes read_answer(std::uint8_t blocks) {
  Bytes rest{0x00, 0x00, blocks};
  rest.resize(3 + 16U * blocks, 0xAB);
  return answer(0x07, rest);
}

template <class T>
void check_invalid(const Result<T>& result, const std::string& what) {
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::card_answer_invalid);
  CHECK_THAT(result.error().detail, ContainsSubstring(what));
  CHECK_THAT(result.error().detail, !ContainsSubstring(to_hex(kIdm), Catch::CaseSensitive::No));
}

}  // namespace

TEST_CASE("A FeliCa read answer is taken only if everything in it fits") {
  CHECK(felica::parse_read_answer(read_answer(2), kIdm, 2).ok());

  SECTION("LEN differs from what came") {
    Bytes frame = read_answer(2);
    ++frame[0];
    check_invalid(felica::parse_read_answer(frame, kIdm, 2), "LEN says 46, 45 bytes came");
  }
  SECTION("it answers another command") {
    Bytes frame = read_answer(2);
    frame[1] = 0x09;
    check_invalid(felica::parse_read_answer(frame, kIdm, 2), "code 09 instead of 07");
  }
  SECTION("it comes from another card") {
    Bytes frame = read_answer(2);
    frame[9] ^= 1;
    check_invalid(felica::parse_read_answer(frame, kIdm, 2), "another card's IDm");
  }
  SECTION("it has more or fewer blocks than were asked for") {
    check_invalid(felica::parse_read_answer(read_answer(3), kIdm, 2), "61 bytes, 45 are wanted");
    check_invalid(felica::parse_read_answer(read_answer(1), kIdm, 2), "29 bytes, 45 are wanted");
  }
  SECTION("its count contradicts its length") {
    Bytes frame = read_answer(2);
    frame[12] = 3;
    check_invalid(felica::parse_read_answer(frame, kIdm, 2), "3 blocks, 2 were asked for");
  }
  SECTION("it says no and still brings blocks") {
    Bytes frame = read_answer(2);
    frame[10] = 0x01;
    check_invalid(felica::parse_read_answer(frame, kIdm, 2), "45 bytes, 12 are wanted");
  }
  SECTION("it ends anywhere") {
    const Bytes whole = read_answer(2);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      Bytes frame{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)};
      CHECK_FALSE(felica::parse_read_answer(frame, kIdm, 2).ok());
      if (!frame.empty()) frame[0] = static_cast<std::uint8_t>(length);
      CHECK_FALSE(felica::parse_read_answer(frame, kIdm, 2).ok());
    }
  }
}

TEST_CASE("Blocks come in the order they were asked for") {
  Bytes frame = read_answer(2);
  for (std::size_t i = 0; i < 32; ++i) frame[13 + i] = static_cast<std::uint8_t>(i);
  const auto read = felica::parse_read_answer(frame, kIdm, 2);
  REQUIRE(read.ok());
  CHECK(read->blocks[0][0] == 0);
  CHECK(read->blocks[0][15] == 15);
  CHECK(read->blocks[1][0] == 16);
}

TEST_CASE("What a card refuses is named by its status flags") {
  const auto read = felica::parse_read_answer(answer(0x07, {0x01, 0xB1}), kIdm, 2);
  REQUIRE(read.ok());
  CHECK(read->blocks.empty());
  const Error error = felica::refused("Read", read->status);
  CHECK(error.code == ErrorCode::card_refused);
  CHECK_THAT(error.detail, ContainsSubstring("01 B1 (authentication needed first)"));
}

TEST_CASE("A write answer tells whether the data was written") {
  CHECK(felica::parse_write_answer(answer(0x09, {0x00, 0x00}), kIdm)->written());
  CHECK_FALSE(felica::parse_write_answer(answer(0x09, {0x01, 0xA8}), kIdm)->written());
  CHECK(felica::parse_write_answer(answer(0x09, {0xFF, 0x71}), kIdm)->written());  // only a warning
  check_invalid(felica::parse_write_answer(answer(0x09, {0x00, 0x00, 0x00}), kIdm), "13 bytes, 12 are wanted");
  check_invalid(felica::parse_write_answer(answer(0x09, {0x00}), kIdm), "at least 12");
}

TEST_CASE("Commands that no card could take are not built") {
  const std::array<std::uint16_t, 1> service{felica::kServiceReadWrite};
  const std::array<felica::BlockElement, 1> block{};
  CHECK_FALSE(felica::read_command(kIdm, {}, block).ok());
  CHECK_FALSE(felica::read_command(kIdm, service, {}).ok());
  CHECK_FALSE(felica::read_command(kIdm, service, std::array<felica::BlockElement, 16>{}).ok());
  CHECK_FALSE(felica::read_command(kIdm, service, std::array{felica::BlockElement{.block = 0, .service = 1}}).ok());
  CHECK_FALSE(felica::write_command(kIdm, service, block, {}).ok());
  const std::array<felica::Block, 15> data{};
  const auto long_write = felica::write_command(kIdm, service, std::array<felica::BlockElement, 15>{}, data);
  REQUIRE_FALSE(long_write.ok());
  CHECK(long_write.error().code == ErrorCode::limit_exceeded);
  CHECK_FALSE(felica::simple_command(felica::kRequestService, kIdm, Bytes(246)).ok());
}

TEST_CASE("Polling answers come with and without what was asked for") {
  Bytes rest(8, 0xFF);
  CHECK_FALSE(felica::parse_polling_answer(answer(0x01, rest))->data.has_value());
  rest.insert(rest.end(), {0x88, 0xB4});
  CHECK(felica::parse_polling_answer(answer(0x01, rest))->data == 0x88B4);
  rest.push_back(0x00);
  check_invalid(felica::parse_polling_answer(answer(0x01, rest)), "18 or 20 are wanted");
}

TEST_CASE("Request Service tells which nodes are absent") {
  const auto versions = felica::parse_request_service_answer(answer(0x03, {2, 0x01, 0x00, 0xFF, 0xFF}), kIdm, 2);
  REQUIRE(versions.ok());
  CHECK((*versions)[0] == 1);
  CHECK_FALSE((*versions)[1].has_value());
  CHECK_FALSE(felica::parse_request_service_answer(answer(0x03, {3, 0x01, 0x00, 0xFF, 0xFF}), kIdm, 2).ok());
}

TEST_CASE("Request System Code and Request Response are checked too") {
  CHECK(felica::parse_request_system_code_answer(answer(0x0D, {1, 0x88, 0xB4}), kIdm)->at(0) == 0x88B4);
  CHECK_FALSE(felica::parse_request_system_code_answer(answer(0x0D, {2, 0x88, 0xB4}), kIdm).ok());
  CHECK(*felica::parse_request_response_answer(answer(0x05, {3}), kIdm) == 3);
  CHECK_FALSE(felica::parse_request_response_answer(answer(0x05, {4}), kIdm).ok());
}

TEST_CASE("A card's own time limits are kept between 2 ms and 0.5 s") {
  const felica::Pmm lite_s{0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00};
  CHECK(felica::time_limit_us(lite_s, felica::TimeParameter::read, 3) == 2'000);
  CHECK(felica::time_limit_us(lite_s, felica::TimeParameter::write, 2) == 7'249);  // 24 units of 302.065 µs
  felica::Pmm slow{};
  slow.fill(0xFF);
  CHECK(felica::time_limit_us(slow, felica::TimeParameter::read, 4) == 500'000);
}
