#include "pricing/name_table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using kazasu::pricing::NameTable;

namespace {

/// Of every size around those that a TextKey tells apart in its own way, so many that slots are full in long runs.
std::vector<std::string> names_of(char first, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = first + std::to_string(i);
    name.append(i % 24, '-');
    names.push_back(name);
  }
  return names;
}

}  // namespace

TEST_CASE("a table finds each of its names and no other") {
  const auto known = names_of('k', 5'000), others = names_of('o', 5'000);
  NameTable table;
  for (std::uint32_t number = 0; number < known.size(); ++number) REQUIRE(table.add(known[number]) == number);
  for (std::uint32_t number = 0; number < known.size(); ++number) {
    CHECK(table.find(known[number]) == number);
    CHECK(table.add(known[number]) == number);
  }
  for (const std::string& other : others) CHECK(table.find(other) == NameTable::kNone);
  CHECK(table.find("") == NameTable::kNone);
  CHECK(table.size() == known.size());
}

TEST_CASE("a table holds the empty name and long names that begin alike") {
  const std::string start(40, 'a');
  NameTable table;
  CHECK(table.find("") == NameTable::kNone);
  CHECK(table.add("") == 0);
  CHECK(table.add(start + "1") == 1);
  CHECK(table.add(start + "2") == 2);
  CHECK(table.find("") == 0);
  CHECK(table.find(start + "2") == 2);
  CHECK(table.find(start) == NameTable::kNone);
}
