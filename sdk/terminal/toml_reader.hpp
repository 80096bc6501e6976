#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "kazasu/values/error.hpp"

namespace kazasu {

/// Reads typed settings out of a TOML file and remembers the first thing that is wrong, with file, line and key.
class TomlReader {
 public:
  explicit TomlReader(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  void fail(const toml::node& at, std::string_view key, std::string_view wanted) {
    if (error_) return;
    std::ostringstream text;
    text << file_.filename().string() << ':' << at.source().begin.line << ": " << key << ": " << wanted;
    error_ = Error{ErrorCode::configuration_invalid, text.str()};
  }

  void only_keys(const toml::table& table, std::string_view prefix, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table) {
      bool found = false;
      std::string list;
      for (const std::string_view name : known) {
        found = found || key.str() == name;
        list += (list.empty() ? "" : ", ") + std::string{name};
      }
      if (!found) fail(node, std::string{prefix} + std::string{key.str()}, "no such setting here; there are: " + list);
    }
  }

  std::string text(const toml::table& table, std::string_view name, std::string_view key, bool required) {
    const toml::node* node = table.get(name);
    if (node == nullptr) {
      if (required) fail(table, key, "is missing");
      return {};
    }
    if (!node->is_string()) {
      fail(*node, key, "must be a text in quotes");
      return {};
    }
    return node->as_string()->get();
  }

  std::int64_t integer(const toml::table& table, std::string_view name, std::string_view key, std::int64_t otherwise,
                       std::int64_t low, std::int64_t high) {
    const toml::node* node = table.get(name);
    if (node == nullptr) return otherwise;
    if (!node->is_integer() || node->as_integer()->get() < low || node->as_integer()->get() > high) {
      fail(*node, key, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
      return otherwise;
    }
    return node->as_integer()->get();
  }

  bool boolean(const toml::table& table, std::string_view name, std::string_view key, bool otherwise) {
    const toml::node* node = table.get(name);
    if (node == nullptr) return otherwise;
    if (!node->is_boolean()) {
      fail(*node, key, "must be true or false");
      return otherwise;
    }
    return node->as_boolean()->get();
  }

  /// Relative paths are relative to the file's folder.
  [[nodiscard]] std::filesystem::path path(const std::string& text) const {
    return text.empty() ? std::filesystem::path{} : file_.parent_path() / text;
  }

  /// The tables of a list `[[key]]`; none if it is left out or is none.
  std::vector<const toml::table*> tables(const toml::table& root, std::string_view key) {
    std::vector<const toml::table*> found;
    const toml::node* node = root.get(key);
    if (node == nullptr) return found;
    const toml::array* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_array_of_tables())) {
      fail(*node, key, "must be a list of tables: [[" + std::string{key} + "]]");
      return found;
    }
    for (const toml::node& element : *array) found.push_back(element.as_table());
    return found;
  }

 protected:
  std::filesystem::path file_;
  std::optional<Error> error_;
};

}  // namespace kazasu
