// The index that finds an entry by its transaction, or a member's entries.
#include "kazasu/journal/entry_index.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

using kazasu::journal::EntryIndex;

namespace {

bool names(const EntryIndex& index, const std::string& key, std::uint64_t seq) {
  for (const std::uint64_t found : index.find(key)) {
    if (found == seq) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every entry is found under its key, and hardly ever another") {
  EntryIndex index;
  constexpr std::uint64_t entries = 100'000;
  for (std::uint64_t seq = 1; seq <= entries; ++seq) index.add("T" + std::to_string(seq), seq);
  std::size_t found = 0;
  for (std::uint64_t seq = 1; seq <= entries; ++seq) {
    const std::string key = "T" + std::to_string(seq);
    REQUIRE(names(index, key, seq));
    found += index.find(key).size();
    found += index.find("other " + key).size();
  }
  CHECK(found < entries + 60);  // one in 10,000 searches finds another's: 20 of these
}

TEST_CASE("a key's entries come in their order, and go when they are forgotten") {
  EntryIndex index;
  for (const std::uint64_t seq : {7UL, 3UL, 9UL, EntryIndex::kSeqMax}) index.add("m-hanako", seq);
  CHECK(index.find("m-hanako") == std::vector<std::uint64_t>{3, 7, 9, EntryIndex::kSeqMax});
  index.forget_up_to(7);
  CHECK(index.find("m-hanako") == std::vector<std::uint64_t>{9, EntryIndex::kSeqMax});
  CHECK(index.find("m-taro").empty());
}
