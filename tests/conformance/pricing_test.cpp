// pricing_vectors.json, returns_vectors.json, rewards/*.json and second_reading/*.json: requests with the one right
// answer.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "vector_files.hpp"

using namespace kazasu;

namespace {

void check_quotes(const std::filesystem::path& file) {
  const nlohmann::json vectors = read_json(file);
  REQUIRE_FALSE(vectors.at("cases").empty());
  for (const auto& vector : vectors.at("cases")) {
    INFO(file.filename() << ": " << vector.at("name"));
    const auto request = proto::quote_request_from_json(vector.at("request").dump());
    if (!request) FAIL(describe(request.error()));
    const auto answer = quote(*request);
    if (!answer) FAIL(describe(answer.error()));
    CHECK(first_difference(vector.at("answer"), nlohmann::json::parse(proto::quote_to_json(*answer)), "answer") == "");
  }
}

void check_returns(const std::filesystem::path& file) {
  const nlohmann::json vectors = read_json(file);
  REQUIRE_FALSE(vectors.at("cases").empty());
  for (const auto& vector : vectors.at("cases")) {
    INFO(file.filename() << ": " << vector.at("name"));
    const auto request = proto::return_request_from_json(vector.at("request").dump());
    if (!request) FAIL(describe(request.error()));
    const auto answer = quote_returns(*request);
    if (!answer) FAIL(describe(answer.error()));
    CHECK(first_difference(vector.at("answer"), nlohmann::json::parse(proto::returns_to_json(*answer)), "answer") ==
          "");
  }
}

}  // namespace

TEST_CASE("quotes are those of the pricing vectors") {
  for (const auto& file : vector_files("pricing_vectors")) check_quotes(file);
}

TEST_CASE("every reward gives what its examples say") {
  const std::filesystem::path folder = std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors/rewards";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    check_quotes(entry.path());
    ++files;
  }
  CHECK(files == std::variant_size_v<Reward>);
}

TEST_CASE("returns are those of the returns vectors") {
  for (const auto& file : vector_files("returns_vectors")) check_returns(file);
}

TEST_CASE("quotes and returns are those of a second reading of the rules") {
  const std::filesystem::path folder = std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors/second_reading";
  check_quotes(folder / "pricing.json");
  check_returns(folder / "returns.json");
}
