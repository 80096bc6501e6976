#include "libnfc/helper_message.hpp"

#include <catch2/catch_test_macros.hpp>

#include "supervised/helper_packet.hpp"

#include "supervised/helper_packet.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::drivers::libnfc;

TEST_CASE("Requests to the libnfc helper arrive as they were sent") {
  const auto open = parse_request(encode(OpenRequest{"pn532_uart:/dev/ttyUSB0"}));
  REQUIRE(open.ok());
  CHECK(std::get<OpenRequest>(*open).connection == "pn532_uart:/dev/ttyUSB0");

  PollRequest asked{.slice_ms = 250, .pause_ms = 40, .steps = plan_polling({}).steps, .known = {{1, 2, 3}, {}}};
  const auto poll = parse_request(encode(asked));
  REQUIRE(poll.ok());
  const auto& came = std::get<PollRequest>(*poll);
  CHECK(came.slice_ms == 250);
  CHECK(came.pause_ms == 40);
  CHECK(came.known == asked.known);
  REQUIRE(came.steps.size() == asked.steps.size());
  for (std::size_t i = 0; i < came.steps.size(); ++i) {
    CHECK(came.steps[i].technology == asked.steps[i].technology);
    CHECK(came.steps[i].system_code == asked.steps[i].system_code);
  }

  const auto exchange =
      parse_request(encode(ExchangeRequest{.unaddressed = true, .time_limit_ms = 500, .frame = Bytes(300, 7)}));
  REQUIRE(exchange.ok());
  CHECK(std::get<ExchangeRequest>(*exchange).unaddressed);
  CHECK(std::get<ExchangeRequest>(*exchange).time_limit_ms == 500);
  CHECK(std::get<ExchangeRequest>(*exchange).frame == Bytes(300, 7));
}

TEST_CASE("Its answers arrive as they were sent, errors with code and detail") {
  const std::vector<FoundCard> cards{{NfcTechnology::felica_212, {1, 2}, {3}}, {NfcTechnology::iso14443b, {}, {4, 5}}};
  CHECK(*parse_cards(*parse_answer(encode_cards(cards))) == cards);
  CHECK(*parse_answer(encode_answer(Bytes{9, 8})) == Bytes{9, 8});
  const auto error = parse_answer(encode_answer(Error{ErrorCode::device_busy, "locked"}));
  REQUIRE_FALSE(error.ok());
  CHECK(error.error().code == ErrorCode::device_busy);
  CHECK(error.error().detail == "locked");
}

TEST_CASE("A message that is cut, too long or unknown is refused") {
  const auto refused = [](const auto& result) {
    return !result.ok() && result.error().code == ErrorCode::message_invalid;
  };
  for (const Request& request :
       {Request{OpenRequest{"x"}}, Request{PollRequest{.steps = plan_polling({}).steps, .known = {{1}}}},
        Request{ExchangeRequest{.frame = {1, 2}}}}) {
    Bytes whole = encode(request);
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK(refused(parse_request(BytesView{whole}.first(size))));
    whole.push_back(0);
    CHECK(refused(parse_request(whole)));
  }
  CHECK(refused(parse_request(Bytes{'?'})));
  CHECK(refused(parse_request(Bytes{'P', 0, 0, 0, 0, 1, 9, 0, 0, 0})));  // no such technology
  CHECK(refused(parse_answer({})));
  CHECK(refused(parse_answer(Bytes{2})));
  CHECK(refused(parse_answer(Bytes{1, 0xFF, 0xFF, 0, 0})));  // no such error
  CHECK(refused(parse_cards(Bytes{2, 0, 0, 0, 0, 0})));
}
