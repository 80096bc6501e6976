#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace kazasu::ledger {

/// Rows under named columns, for people (a table) or programs (a JSON array of objects).
class Listing {
 public:
  explicit Listing(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  /// One value a column.
  void add(std::vector<nlohmann::ordered_json> row);
  [[nodiscard]] std::string text(bool as_json) const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<nlohmann::ordered_json>> rows_;
};

}  // namespace kazasu::ledger
