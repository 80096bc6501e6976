#include "kazasu/proto/message_json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "kazasu/proto/deterministic.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/return.pb.h"
#include "proto/everything_message.hpp"

using namespace kazasu;
using namespace kazasu::proto;

namespace {

Error error_of(std::string_view json) {
  v1::ReturnRequest message;
  const auto read = message_from_json(json, message);
  REQUIRE_FALSE(read);
  return read.error();
}

std::string invalid(std::string_view json) {
  const Error error = error_of(json);
  CHECK(error.code == ErrorCode::message_invalid);
  return error.detail;
}

}  // namespace

TEST_CASE("a message with everything set goes to JSON and back") {
  v1::ReturnRequest message;
  set_everything(message);
  v1::ReturnRequest back;
  const auto read = message_from_json(message_to_json(message), back);
  if (!read) FAIL(describe(read.error()));
  CHECK(serialize_deterministically(back) == serialize_deterministically(message));
}

TEST_CASE("JSON has the schema's names in its order, zeros and empty lists too, and integers as numbers") {
  v1::QuotedReturn message;
  message.mutable_booked()->set_refund(-250);
  CHECK(
      message_to_json(message) ==
      R"({"booked":{"refund":-250,"points_restored":0,"cash":0,"points_taken_back":0,"taxes":[],"wallets":[]},"released_coupons":[],"withdrawn_stamps":[],"kept_awards":[]})");
  v1::Entry entry;
  entry.set_seq(18446744073709551615U);
  entry.set_kind(v1::RETURN);
  entry.set_body(std::string{"\0\xff\x10", 3});
  const auto json = nlohmann::json::parse(message_to_json(entry));
  CHECK(json.at("seq") == 18446744073709551615U);
  CHECK(json.at("kind") == "RETURN");
  CHECK(json.at("body") == "AP8Q");
}

TEST_CASE("text that is no UTF-8 is printed with replacement characters") {
  v1::ReturnedUnit message;
  message.set_line("a\xff");
  CHECK(message_to_json(message) == "{\"line\":\"a\xEF\xBF\xBD\",\"unit\":0}");
}

TEST_CASE("integers may be strings or have an exponent, as long as they are integers") {
  const auto unit_of = [](const std::string& json) {
    v1::ReturnedUnit unit;
    const auto read = message_from_json("{\"unit\": " + json + "}", unit);
    return read ? std::to_string(unit.unit()) : read.error().detail;
  };
  CHECK(unit_of("9223372036854775807") == "9223372036854775807");
  CHECK(unit_of("\"-9223372036854775808\"") == "-9223372036854775808");
  CHECK(unit_of("1e3") == "1000");
  CHECK(unit_of("2.0") == "2");
  CHECK(unit_of("null") == "0");
  for (const char* wrong : {"1.5", "\"\"", "\"1 \"", "\"0x1\"", "\"1.0\"", "true", "{}", "1e300",
                            "\"9223372036854775808\"", "9007199254740994.0"}) {
    CAPTURE(wrong);
    CHECK(unit_of(wrong) == "unit: must be an integer");
  }
  CHECK(unit_of("9223372036854775808") == "unit: must be an integer below 2^63");
  CHECK(unit_of("[1]") == "unit: must be an integer");
}

TEST_CASE("32-bit integers are not cut off") {
  CHECK(invalid(R"({"sale":{"offers":[{"when":{"days_of_month":[5, 4294967296]}}]}})") ==
        "sale.offers[0].when.days_of_month[1]: must be an integer");
}

TEST_CASE("names may be in lowerCamelCase, as protobuf's JSON allows") {
  v1::ReturnRequest message;
  REQUIRE(message_from_json(R"({"policy":{"payBack":"POINTS_FIRST"}})", message));
  CHECK(message.policy().pay_back() == v1::ReturnPolicy::POINTS_FIRST);
  CHECK(invalid(R"({"policy":{"payBack":"POINTS_FIRST","pay_back":"CASH_FIRST"}})") ==
        "policy.pay_back: must not be given twice");
}

TEST_CASE("a wrong form is refused by the field's path, without its value") {
  CHECK(invalid(R"({"sale":{"basket":{"lines":[{},{"id":7}]}}})") == "sale.basket.lines[1].id: must be text");
  CHECK(invalid(R"({"sale":{"basket":{"lines":{}}}})") == "sale.basket.lines: must be a list");
  CHECK(invalid(R"({"sale":{"basket":{"lines":[[]]}}})") == "sale.basket.lines: must be an object");
  CHECK(invalid(R"({"sale":{"basket":{"lines":[null]}}})") == "sale.basket.lines: must not hold null");
  CHECK(invalid(R"({"sale":{"basket":{"priced_by_pos":"true"}}})") ==
        "sale.basket.priced_by_pos: must be true or false");
  CHECK(invalid(R"({"sale":[]})") == "sale: must be an object");
  CHECK(invalid(R"({"sale":"x"})") == "sale: must be an object");
  CHECK(invalid(R"({"policy":{"refund":"ALL"}})") == "policy.refund: must be one of PROPORTIONAL REJUDGE");
  CHECK(invalid(R"({"policy":{"refnud":"ALL"}})") == "policy.refnud: there is no such field");
  CHECK(invalid(R"({"returns":[{"units":[{"line":"1"},{"line":"2","line":"3"}]}]})") ==
        "returns[0].units[1].line: must not be given twice");
  CHECK(invalid(R"({"sale":{"offers":[{"reward":{"unit_price":{},"bundle":{}}}]}})") ==
        "sale.offers[0].reward.bundle: must not be given beside unit_price");
  CHECK(invalid("[]") == "the document: must be an object");
  CHECK(invalid("null") == "the document: must be an object");
}

TEST_CASE("what is not JSON is refused by line and column, without quoting it") {
  CHECK(invalid("") == "line 1, column 1: not JSON");
  CHECK(invalid("{\n  \"returns\": [],\n  \"sale\": {\"at\": secret}}") ==
        "line 3, column 18, at or after sale.at: not JSON");
  CHECK(invalid(R"({"returns": [],})") == "line 1, column 16, at or after returns: not JSON");
  CHECK(invalid(R"({} {})") == "line 1, column 4: not JSON");
  CHECK(invalid("{'sale':{}}") == "line 1, column 2: not JSON");
  CHECK(invalid("{\"sale\":{\"at\":\"\xff\"}}") == "line 1, column 16, at or after sale.at: not JSON");
  CHECK(invalid("{\"sale\":{\"at\":\"\\ud800\"}}").find("not JSON") != std::string::npos);
}

TEST_CASE("a reward that the schema does not have names its offer, wherever the id stands") {
  const auto refusal = [](std::string_view json) {
    const Error error = error_of(json);
    CHECK(error.code == ErrorCode::offer_unsupported);
    return error.detail;
  };
  CHECK(refusal(R"({"sale":{"offers":[{"id":"o1","reward":{"lottery":{"odds":[1,{"of":[2]}]}}}]}})") ==
        "sale.offers[0].reward.lottery: offer \"o1\" has a reward of a kind that is not known here");
  CHECK(refusal(R"({"sale":{"offers":[{"reward":{"lottery":5,"raffle":null},"id":"o9"}]}})") ==
        "sale.offers[0].reward.lottery: offer \"o9\" has a reward of a kind that is not known here");
  CHECK(refusal(R"({"sale":{"offers":[{"id":"o1","reward":{"percent_off":{"up_to":100}}}]}})") ==
        "sale.offers[0].reward.percent_off.up_to: offer \"o1\" has a reward of a kind that is not known here");
  // A slip elsewhere in an offer is the caller's.
  CHECK(invalid(R"({"sale":{"offers":[{"id":"o1","when":{"weekday":["SAT"]}}]}})") ==
        "sale.offers[0].when.weekday: there is no such field");
}

TEST_CASE("bytes are base64 with padding and nothing else") {
  const auto body_of = [](const std::string& text) {
    v1::Entry entry;
    const auto read = message_from_json("{\"body\": \"" + text + "\"}", entry);
    return read ? entry.body() : read.error().detail;
  };
  CHECK(body_of("") == "");
  CHECK(body_of("QQ==") == "A");
  CHECK(body_of("QUI=") == "AB");
  CHECK(body_of("QUJD") == "ABC");
  for (const char* wrong : {"Q", "QQ", "QQ=", "QR==", "QQ==QQ==", " QQ==", "Q*==", "===="}) {
    CAPTURE(wrong);
    CHECK(body_of(wrong) == "body: must be base64 text");
  }
}

TEST_CASE("depth, list lengths and size are limited") {
  const auto limited = [](const std::string& json) {
    const Error error = error_of(json);
    CHECK(error.code == ErrorCode::limit_exceeded);
    return error.detail;
  };
  std::string deep = R"({"sale":{"offers":[{"reward":{"lottery":)";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  CHECK(limited(deep).ends_with(": nested too deeply"));

  std::string long_list = R"({"returns":[{})";
  for (int i = 0; i < 100'000; ++i) long_list += ",{}";
  CHECK(limited(long_list + "]}") == "returns[100000]: the list is too long");

  CHECK(limited(std::string(kJsonBytesMax + 1, ' ')) == "the document: more than 64 MiB");
}
