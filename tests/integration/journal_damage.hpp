#pragma once

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

/// Changes a byte of a transaction id where the journal's entry records it.
inline void damage_entry(const std::filesystem::path& journal, const std::string& transaction_id) {
  std::ifstream input{journal, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{input}, {}};
  const std::size_t at = bytes.rfind(transaction_id);
  REQUIRE(at != std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  std::ofstream{journal, std::ios::binary} << bytes;
}
