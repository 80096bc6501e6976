// tests/vectors/golden: an old request gives the same bytes for ever. How to write the files anew: README.md there.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <set>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/proto/deterministic.hpp"
#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "vector_files.hpp"

using namespace kazasu;

namespace {

const std::filesystem::path kFolder = std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors/golden";

nlohmann::ordered_json answered(const nlohmann::ordered_json& request_json) {
  const auto request = proto::quote_request_from_json(request_json.dump());
  if (!request) FAIL(describe(request.error()));
  const auto answer = quote(*request);
  if (!answer) FAIL(describe(answer.error()));
  v1::OfferSet offer_set;
  *offer_set.mutable_program() = proto::to_message(request->program);
  for (const Offer& offer : request->offers) *offer_set.add_offers() = proto::to_message(offer);
  nlohmann::ordered_json golden;
  golden["request"] = request_json;
  golden["offer_set"] = to_hex(proto::name_offer_set(offer_set).name);
  golden["answer"] = to_hex(as_bytes(proto::serialize_deterministically(proto::to_message(*answer))));
  golden["json"] = proto::quote_to_json(*answer);
  return golden;
}

}  // namespace

TEST_CASE("an old request gives the same bytes for ever") {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{kFolder}) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path().filename());
    names.insert(entry.path().stem().string());
    std::ifstream input{entry.path()};
    const auto golden = nlohmann::ordered_json::parse(input);
    const auto now = answered(golden.at("request"));
    if (std::getenv("KAZASU_REGENERATE") != nullptr) {
      std::ofstream{entry.path()} << now.dump(1) << '\n';
      continue;
    }
    CHECK(now.at("offer_set") == golden.at("offer_set"));
    CHECK(now.at("json") == golden.at("json"));
    CHECK(now.at("answer") == golden.at("answer"));
  }
  // One a reward, under the reward's own name.
  const auto& kinds = *v1::Reward::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds.field_count(); ++i) CHECK(names.contains(kinds.field(i)->name()));
}
