// The vectors' requests are read, and nothing of them is lost.
#include "kazasu/proto/quote_json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "kazasu/proto/deterministic.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/proto/quote_messages.hpp"

using namespace kazasu;
using namespace kazasu::proto;
using Json = nlohmann::json;

namespace {

Json vectors(const std::string& name) {
  std::ifstream file{std::string{KAZASU_SOURCE_DIR} + "/tests/vectors/" + name};
  return Json::parse(file).at("cases");
}

bool is_default(const Json& value) {
  return value.is_null() || value == false || value == 0 || value == "" || value == "00:00" ||
         (value.is_structured() && value.empty());
}

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool same_moment(const Json& a, const Json& b) {
  return a.is_string() && b.is_string() && parse_timestamp(a.get<std::string>()) &&
         parse_timestamp(a.get<std::string>()) == parse_timestamp(b.get<std::string>());
}

/// The path of the first value of `wanted` that is not in `found`; "" if all are there.
std::string first_lost(const Json& wanted, const Json& found, const std::string& path) {
  if (wanted.is_object() && found.is_object()) {
    for (const auto& [key, value] : wanted.items()) {
      const std::string lost = first_lost(value, found.contains(key) ? found.at(key) : Json{}, path + "." + key);
      if (!lost.empty()) return lost;
    }
    return "";
  }
  if (wanted.is_array() && found.is_array() && wanted.size() == found.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string lost = first_lost(wanted[i], found[i], path + "[" + std::to_string(i) + "]");
      if (!lost.empty()) return lost;
    }
    return "";
  }
  const bool same = plain(wanted) == plain(found) || same_moment(wanted, found);
  // Left out: a default, or `true` where that is what left out means.
  const bool left_out = found.is_null() && (is_default(wanted) || wanted == true);
  return same || left_out || (is_default(wanted) && is_default(found)) ? "" : path;
}

std::string detail_of(const std::string& json) {
  const auto request = quote_request_from_json(json);
  REQUIRE_FALSE(request);
  CHECK(request.error().code == ErrorCode::message_invalid);
  return request.error().detail;
}

/// A request that is right but for one part.
std::string request_with(const std::string& more) {
  return R"({"at":"2026-11-23T12:34:56+09:00","program":{"time_zone":"Asia/Tokyo"},)" + more + "}";
}
std::string request_when(const std::string& when) {
  return request_with(
      R"("offers":[{"id":"o1","reward":{"points_bonus":{}}},{"id":"o2","reward":{"points_bonus":{}},"when":)" + when +
      "}]");
}

}  // namespace

TEST_CASE("the requests of the pricing vectors come through unchanged") {
  const Json cases = vectors("pricing_vectors.json");
  REQUIRE(cases.size() == 150);
  for (const Json& vector : cases) {
    INFO(vector.at("name"));
    const auto request = quote_request_from_json(vector.at("request").dump());
    if (!request) FAIL(describe(request.error()));
    const std::string json = quote_request_to_json(*request);
    CHECK(first_lost(vector.at("request"), Json::parse(json), "request") == "");
    const auto again = quote_request_from_json(json);
    REQUIRE(again);
    CHECK(serialize_deterministically(to_message(*again)) == serialize_deterministically(to_message(*request)));
  }
}

TEST_CASE("the requests of the returns vectors come through unchanged") {
  const Json cases = vectors("returns_vectors.json");
  REQUIRE(cases.size() == 80);
  for (const Json& vector : cases) {
    INFO(vector.at("name"));
    const auto request = return_request_from_json(vector.at("request").dump());
    if (!request) FAIL(describe(request.error()));
    const Json& wanted = vector.at("request");
    CHECK(first_lost(wanted.at("sale"), Json::parse(quote_request_to_json(request->sale)), "sale") == "");
    const v1::ReturnRequest message = to_message(*request);
    const auto again = return_request_from_message(message);
    REQUIRE(again);
    CHECK(serialize_deterministically(to_message(*again)) == serialize_deterministically(message));
    REQUIRE(request->returns.size() == wanted.at("returns").size());
    for (std::size_t i = 0; i < request->returns.size(); ++i) {
      REQUIRE(request->returns[i].units.size() == wanted.at("returns")[i].at("units").size());
    }
  }
}

TEST_CASE("the answers of the vectors can be read and come out as they were") {
  for (const Json& vector : vectors("pricing_vectors.json")) {
    INFO(vector.at("name"));
    v1::Quote message;
    const auto read = message_from_json(vector.at("answer").dump(), message);
    if (!read) FAIL(describe(read.error()));
    const auto quote = quote_from_message(message);
    if (!quote) FAIL(describe(quote.error()));
    CHECK(first_lost(vector.at("answer"), Json::parse(quote_to_json(*quote)), "answer") == "");
  }
  for (const Json& vector : vectors("returns_vectors.json")) {
    INFO(vector.at("name"));
    v1::ReturnAnswer message;
    const auto read = message_from_json(vector.at("answer").dump(), message);
    if (!read) FAIL(describe(read.error()));
    std::vector<QuotedReturn> returns;
    for (const auto& quoted : message.returns()) returns.push_back(*quoted_return_from_message(quoted));
    CHECK(first_lost(vector.at("answer"), Json::parse(returns_to_json(returns)), "answer") == "");
  }
}

TEST_CASE("wrong dates and times are refused by the field's path") {
  CHECK(detail_of(R"({"at":"2026-11-23"})") == "at: \"2026-11-23\" is not a time as in 2026-11-23T12:34:56+09:00");
  CHECK(detail_of(request_when(R"({"hours":[{"from":"07:00","to":"10:30"},{"from":"25:00","to":"10:30"}]})")) ==
        "offers[1].when.hours[1].from: \"25:00\" is not a time of day HH:MM");
  CHECK(detail_of(request_when(R"({"hours":[{"from":"07:00"}]})")) ==
        "offers[1].when.hours[0].to: \"\" is not a time of day HH:MM");
  CHECK(detail_of(request_when(R"({"valid_from":"2026-02-29"})")) ==
        "offers[1].when.valid_from: \"2026-02-29\" is not a date YYYY-MM-DD");
  CHECK(detail_of(request_when(R"({"valid_to":"tomorrow"})")) ==
        "offers[1].when.valid_to: \"tomorrow\" is not a date YYYY-MM-DD");
  CHECK(detail_of(request_when(R"({"weekdays":["SAT","Sun"]})")) ==
        "offers[1].when.weekdays[1]: \"Sun\" is not one of MON TUE WED THU FRI SAT SUN");
  CHECK(
      detail_of(R"({"at":"2026-11-23T12:34:56Z","program":{"time_zone":"Asia/Tokyo","business_day_starts":"5:00"}})") ==
      "program.business_day_starts: \"5:00\" is not a time of day HH:MM");
}

TEST_CASE("weekdays are those of the calendar") {
  const auto request = quote_request_from_json(request_when(R"({"weekdays":["MON","SUN","SAT"]})"));
  REQUIRE(request);
  CHECK(request->offers[1].when.weekdays ==
        std::vector{std::chrono::Monday, std::chrono::Sunday, std::chrono::Saturday});
}

TEST_CASE("a member's wrong birthday is refused without being quoted") {
  CHECK(detail_of(request_with(R"("member":{"birthday":"02-30"})")) == "member.birthday: must be a day MM-DD");
}

TEST_CASE("an error never quotes more than the beginning of a value") {
  std::string when = R"({"valid_to":""})";
  when.insert(when.size() - 2, 100'000, 'x');
  const std::string detail = detail_of(request_when(when));
  CHECK(detail.size() < 200);
}

TEST_CASE("a member left out or null is a guest; an empty one is a member") {
  CHECK_FALSE(quote_request_from_json(request_with(R"("offers":[])"))->sale.member);
  CHECK_FALSE(quote_request_from_json(request_with(R"("member":null)"))->sale.member);
  CHECK(quote_request_from_json(request_with(R"("member":{})"))->sale.member);
}

TEST_CASE("returns are printed with what they book, their state and the coupons they release") {
  QuotedReturn quoted;
  quoted.booked.refund = Money{83};
  quoted.state.refund = Money{166};
  quoted.state.taxes.push_back({800, Money{166}, Money{12}});
  quoted.released_coupons = {"c1"};
  const Json json = Json::parse(returns_to_json(std::vector<QuotedReturn>{quoted, quoted}));
  REQUIRE(json.at("returns").size() == 2);
  const Json& second = json.at("returns")[1];
  CHECK(second.at("booked").at("refund") == 83);
  CHECK(second.at("booked").at("taxes") == Json::array());
  CHECK(second.at("state").at("taxes")[0] == Json{{"basis_points", 800}, {"taxable", 166}, {"tax", 12}});
  CHECK(second.at("released_coupons") == Json::array({"c1"}));
}
