#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The known-answer files of a kind: tests/vectors/<stem>.json, and every <prefix>*.json in the directory
/// KAZASU_VECTORS.
inline std::vector<std::filesystem::path> vector_files(const std::string& stem, const std::string& prefix) {
  std::vector<std::filesystem::path> files{std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors" /
                                           (stem + ".json")};
  if (const char* directory = std::getenv("KAZASU_VECTORS")) {
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(prefix) && name.ends_with(".json")) files.push_back(entry.path());
    }
  }
  return files;
}

inline nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream input{file};
  return nlohmann::json::parse(input);
}

/// Where `found` differs from `wanted`, by path; "" if nowhere. Integers may be strings; what is not wanted may be
/// anything.
inline std::string first_difference(const nlohmann::json& wanted, const nlohmann::json& found,
                                    const std::string& path) {
  const auto plain = [](const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  if (wanted.is_object()) {
    for (const auto& [key, value] : wanted.items()) {
      if (!found.contains(key)) return path + "." + key + ": is missing";
      const std::string difference = first_difference(value, found[key], path + "." + key);
      if (!difference.empty()) return difference;
    }
    return "";
  }
  if (wanted.is_array()) {
    if (!found.is_array() || found.size() != wanted.size())
      return path + ": wanted " + wanted.dump() + ", found " + found.dump();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string difference = first_difference(wanted[i], found[i], path + "[" + std::to_string(i) + "]");
      if (!difference.empty()) return difference;
    }
    return "";
  }
  return plain(wanted) == plain(found) ? "" : path + ": wanted " + plain(wanted) + ", found " + plain(found);
}
