#include "nfc_vectors.hpp"

#include <iterator>

using nlohmann::json;

namespace {

NfcOperations all_operations() {
  NfcOperations all;
  for (NfcOperations some : {felica_operations(), lite_s_operations(), pcsc_operations(), chip_operations(),
                             tag_operations(), ntag_operations(), wallet_operations()})
    all.merge(some);
  return all;
}

}  // namespace

TEST_CASE("NFC codecs answer every vector, and know every operation") {
  const NfcOperations operations = all_operations();
  std::map<std::string, int> run;
  for (const auto& file : vector_files("nfc_vectors")) {
    INFO(file.string());
    const json document = read_json(file);
    const json& vectors = document.at("vectors");
    if (document.contains("count")) CHECK(document.at("count") == vectors.size());
    for (const json& vector : vectors) {
      const auto name = vector.at("op").get<std::string>();
      INFO(name << ": " << vector.at("name").get<std::string>());
      const auto operation = operations.find(name);
      if (operation == operations.end()) {
        FAIL_CHECK("no code answers this operation");
        continue;
      }
      CHECK(first_difference(vector.at("expected"), operation->second(vector.at("inputs")), "expected") == "");
      ++run[name];
    }
  }
  for (const auto& [name, operation] : operations) {
    INFO(name << " has no vector");
    CHECK(run[name] > 0);
  }
}
