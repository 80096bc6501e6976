#include "cli/listing.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::ledger {
namespace {

std::string shown(const nlohmann::ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Of UTF-8 text: code points.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

void Listing::add(std::vector<nlohmann::ordered_json> row) {
  rows_.push_back(std::move(row));
}

std::string Listing::text(bool as_json) const {
  if (as_json) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& row : rows_) {
      nlohmann::ordered_json object;
      for (std::size_t i = 0; i < columns_.size(); ++i) object[columns_[i]] = row[i];
      array.push_back(std::move(object));
    }
    return array.dump(2) + "\n";
  }
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = width_of(columns_[i]);
    for (const auto& row : rows_) width = std::max(width, width_of(shown(row[i])));
    widths.push_back(width);
  }
  std::string lines;
  const auto add_line = [&](const std::vector<std::string>& cells, const std::vector<nlohmann::ordered_json>* row) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width_of(cells[i]), ' ');
      const bool number = row != nullptr && (*row)[i].is_number();
      line += (number ? padding + cells[i] : cells[i] + padding) + (i + 1 < cells.size() ? "  " : "");
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += line + "\n";
  };
  add_line(columns_, nullptr);
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (const auto& value : row) cells.push_back(shown(value));
    add_line(cells, &row);
  }
  return lines;
}

}  // namespace kazasu::ledger
