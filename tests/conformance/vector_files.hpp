#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

inline nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream input{file};
  return nlohmann::json::parse(input);
}

/// The kind of a known-answer file, named as the file of tests/vectors is; found by what it holds, so that a further
/// file may have any name. One of no kind is an error: it would pass unread.
inline std::string kind_of(const std::filesystem::path& file) {
  const nlohmann::json document = read_json(file);
  const auto first_of = [&](const char* list) {
    const bool any = document.contains(list) && document[list].is_array() && !document[list].empty();
    return any ? document[list][0] : nlohmann::json::object();
  };
  const nlohmann::json asked = first_of("cases");
  if (asked.contains("request")) return asked["request"].contains("sale") ? "returns_vectors" : "pricing_vectors";
  const nlohmann::json vector = first_of("vectors");
  if (vector.contains("op")) return "nfc_vectors";
  if (vector.contains("group")) return "scan_vectors";
  throw std::runtime_error(file.string() + ": holds no vectors of a kind that is known here");
}

/// The known-answer files of a kind: tests/vectors/<kind>.json, and every .json file of this kind in the directory
/// KAZASU_VECTORS.
inline std::vector<std::filesystem::path> vector_files(const std::string& kind) {
  std::vector<std::filesystem::path> files{std::filesystem::path{KAZASU_SOURCE_DIR} / "tests/vectors" /
                                           (kind + ".json")};
  if (const char* directory = std::getenv("KAZASU_VECTORS")) {
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
      if (entry.path().extension() == ".json" && kind_of(entry.path()) == kind) files.push_back(entry.path());
    }
  }
  return files;
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
