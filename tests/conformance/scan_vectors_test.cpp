#include "scan_vectors.hpp"

#include <algorithm>

using nlohmann::json;

namespace {

ScanReaders all_readers() {
  ScanReaders readers;
  for (ScanReaders some : {number_readers(), gs1_readers(), japan_readers(), device_readers()}) readers.merge(some);
  return readers;
}

/// The order inside these lists does not matter, and the second is left out when it is empty.
void normalise(json& answer) {
  if (answer.contains("candidates")) std::sort(answer["candidates"].begin(), answer["candidates"].end());
  if (!answer.contains("association_problems")) return;
  json& problems = answer["association_problems"];
  std::sort(problems.begin(), problems.end());
  if (problems.empty()) answer.erase("association_problems");
}

json expectation_of(const json& vector) {
  json expected = vector.contains("error") ? json{{"error", vector["error"]["code"]}} : vector["expect"];
  normalise(expected);
  return expected;
}

}  // namespace

TEST_CASE("every scan vector comes out as written") {
  const ScanReaders readers = all_readers();
  std::map<std::string, int> counted;
  for (const auto& file : vector_files("scan_vectors")) {
    const json whole = read_json(file);
    for (const json& vector : whole["vectors"]) {
      CAPTURE(vector["id"].get<std::string>(), vector["name"].get<std::string>());
      const auto reader = readers.find(vector["group"]);
      if (reader == readers.end()) {
        FAIL_CHECK("no codec reads this group");
        continue;
      }
      json found = reader->second(vector);
      normalise(found);
      const json expected = expectation_of(vector);
      CHECK(first_difference(expected, found, "") == "");
      CHECK(expected.contains("association_problems") == found.contains("association_problems"));
      CHECK(expected.contains("error") == found.contains("error"));
      ++counted[reader->first];
    }
  }
  CHECK(counted.size() == readers.size());
}
