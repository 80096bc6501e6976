#include "nfc/iso_dep_tag.hpp"

#include <catch2/catch_test_macros.hpp>
#include <deque>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

class ScriptedLink final : public CardLink {
 public:
  explicit ScriptedLink(std::deque<Bytes> answers) : answers_(std::move(answers)) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    sent.emplace_back(frame.begin(), frame.end());
    if (answers_.empty()) return Error{ErrorCode::card_timeout, "silent"};
    Bytes answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    return answer;
  }
  std::vector<Bytes> sent;

 private:
  std::deque<Bytes> answers_;
};

}  // namespace

TEST_CASE("An APDU takes the shortest of the standard's forms that holds it") {
  CHECK(encode({.p1 = 1, .p2 = 2, .data = {}}) == Bytes{0, 0, 1, 2});
  CHECK(encode({.data = {}, .expected = 16}) == Bytes{0, 0, 0, 0, 16});
  CHECK(encode({.data = {}, .expected = 256}) == Bytes{0, 0, 0, 0, 0});
  CHECK(encode({.data = {7, 8}}) == Bytes{0, 0, 0, 0, 2, 7, 8});
  CHECK(encode({.data = {7, 8}, .expected = 1}) == Bytes{0, 0, 0, 0, 2, 7, 8, 1});
  CHECK(encode({.data = {}, .expected = 257}) == Bytes{0, 0, 0, 0, 0, 1, 1});
  CHECK(encode({.data = {}, .expected = 65'536}) == Bytes{0, 0, 0, 0, 0, 0, 0});
  const Bytes long_one = encode({.data = Bytes(256, 9), .expected = 1});
  CHECK(Bytes{long_one.begin(), long_one.begin() + 8} == Bytes{0, 0, 0, 0, 0, 1, 0, 9});
  CHECK(Bytes{long_one.end() - 2, long_one.end()} == Bytes{0, 1});
}

TEST_CASE("A wrong Le is corrected once, and what is held back is fetched") {
  ScriptedLink link{{{0x6C, 0x02}, {1, 2, 0x61, 0x01}, {3, 0x90, 0x00}}};
  const auto answer = IsoDepTag{link}.transmit({.instruction = 0xB0, .data = {}, .expected = 5});
  REQUIRE(answer.ok());
  CHECK(answer->data == Bytes{1, 2, 3});
  CHECK(link.sent == std::vector<Bytes>{{0, 0xB0, 0, 0, 5}, {0, 0xB0, 0, 0, 2}, {0, 0xC0, 0, 0, 1}});
}

TEST_CASE("An answer in parts that never ends is given up") {
  ScriptedLink empty_parts{{{0x61, 0x10}}};
  CHECK(IsoDepTag{empty_parts}.transmit({.data = {}, .expected = 1}).error().code == ErrorCode::limit_exceeded);
  Bytes part(255, 1);
  part.insert(part.end(), {0x61, 0x00});
  ScriptedLink endless{{part}};
  CHECK(IsoDepTag{endless}.transmit({.data = {}, .expected = 1}).error().code == ErrorCode::limit_exceeded);
  CHECK(endless.sent.size() < 300);
}

TEST_CASE("A chain that the card refuses is not gone on with") {
  ScriptedLink link{{{0x68, 0x84}}};
  CHECK(IsoDepTag{link}.transmit({.data = Bytes(600, 1)})->status == 0x6884);
  CHECK(link.sent.size() == 1);
  CHECK((link.sent[0][0] & 0x10) != 0);
}

TEST_CASE("Nothing is sent twice to a card that may count, and sizes beyond the standard are refused") {
  ScriptedLink silent{{}};
  CHECK(IsoDepTag{silent}.transmit({.data = {1}}).error().code == ErrorCode::card_timeout);
  CHECK(silent.sent.size() == 1);
  CHECK(IsoDepTag{silent}.transmit({.data = Bytes(65'536, 1)}).error().code == ErrorCode::invalid_argument);
  CHECK(IsoDepTag{silent}.transmit({.data = {}, .expected = 65'537}).error().code == ErrorCode::invalid_argument);
  ScriptedLink cut{{{0x90}}};
  CHECK(IsoDepTag{cut}.transmit({.data = {}}).error().code == ErrorCode::card_answer_invalid);
}
