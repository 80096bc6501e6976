#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/error.hpp"
#include "kazasu/values/time.hpp"
#include "pricing/exact_math.hpp"

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

/// Below `low` is against the rules, above `high` beyond the limits.
Fault check_range(const FieldPath& path, Int value, Int low, Int high);
Fault check_text(const FieldPath& path, std::string_view text);
Fault check_texts(const FieldPath& parent, std::string_view name, std::span<const std::string> texts);
Fault check_size(const FieldPath& path, std::size_t size, Int most);
Fault check_time(const FieldPath& path, TimeOfDay time);

/// Finds a text that occurs twice. Holds scratch space between calls.
class DuplicateFinder {
 public:
  void clear() { texts_.clear(); }
  void add(std::string_view text) { texts_.push_back({text, texts_.size()}); }
  /// The later position of a text that was added twice.
  [[nodiscard]] std::optional<std::size_t> find();

 private:
  struct Entry {
    std::string_view text;
    std::size_t position;
  };
  std::vector<Entry> texts_;
};

}  // namespace kazasu::pricing
