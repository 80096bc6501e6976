#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/error.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"
#include "pricing/exact_math.hpp"
#include "pricing/short_text.hpp"

namespace kazasu::pricing {

/// Where a field stands, as a chain on the stack: becomes text only when something is wrong with it.
struct FieldPath {
  const FieldPath* parent = nullptr;
  std::string_view name;
  Int index = -1;

  [[nodiscard]] std::string text() const;
};

/// Nothing, or what is wrong.
using Fault = std::optional<Error>;

/// `path.name: what`
Error fault_at(const FieldPath& path, std::string_view what, ErrorCode code = ErrorCode::invalid_argument);

Fault fault_of_range(const FieldPath& path, Int value, Int low, Int high);
Fault fault_of_text(const FieldPath& path);
Fault fault_of_size(const FieldPath& path, Int most);

// Each quote checks some hundred fields: what is in order is found so without a call.

/// Below `low` is against the rules, above `high` beyond the limits.
inline Fault check_range(const FieldPath& path, Int value, Int low, Int high) {
  if (value >= low && value <= high) return std::nullopt;
  return fault_of_range(path, value, low, high);
}
inline Fault check_text(const FieldPath& path, std::string_view text) {
  if (text.size() <= static_cast<std::size_t>(limits::kTextBytesMax)) return std::nullopt;
  return fault_of_text(path);
}
inline Fault check_size(const FieldPath& path, std::size_t size, Int most) {
  if (size <= static_cast<std::size_t>(most)) return std::nullopt;
  return fault_of_size(path, most);
}
Fault check_texts(const FieldPath& parent, std::string_view name, std::span<const std::string> texts);
Fault check_time(const FieldPath& path, TimeOfDay time);

/// Finds a text that occurs twice. Holds scratch space between calls; the texts must stay in place until `find`.
class DuplicateFinder {
 public:
  void clear() {
    texts_.clear();
    ascending_ = true;
    last_ = {};
  }
  void add(std::string_view text) {
    // Lines are mostly numbered upwards: while each text comes after the one before, none can occur twice.
    const TextKey key = text_key(text);
    ascending_ = ascending_ && (texts_.empty() || comes_before(last_, key));
    last_ = key;
    texts_.push_back(text);
  }
  /// The position of the first text that was added before.
  [[nodiscard]] std::optional<std::size_t> find() { return ascending_ ? std::nullopt : find_by_hash(); }

 private:
  std::optional<std::size_t> find_by_hash();

  bool ascending_ = true;
  TextKey last_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> slots_;  ///< open addressing, at most half full: position + 1, or 0
};

}  // namespace kazasu::pricing
