// pricing_vectors.json and returns_vectors.json: requests with the one right answer.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "vector_files.hpp"

using namespace kazasu;

TEST_CASE("quotes are those of the pricing vectors") {
  for (const auto& file : vector_files("pricing_vectors", "pricing")) {
    const nlohmann::json vectors = read_json(file);
    REQUIRE_FALSE(vectors.at("cases").empty());
    for (const auto& vector : vectors.at("cases")) {
      INFO(file.filename() << ": " << vector.at("name"));
      const auto request = proto::quote_request_from_json(vector.at("request").dump());
      if (!request) FAIL(describe(request.error()));
      const auto answer = quote(*request);
      if (!answer) FAIL(describe(answer.error()));
      CHECK(first_difference(vector.at("answer"), nlohmann::json::parse(proto::quote_to_json(*answer)), "answer") ==
            "");
    }
  }
}

TEST_CASE("returns are those of the returns vectors") {
  for (const auto& file : vector_files("returns_vectors", "returns")) {
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
}
