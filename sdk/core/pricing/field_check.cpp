#include "pricing/field_check.hpp"

#include "kazasu/values/limits.hpp"

namespace kazasu::pricing {

std::string FieldPath::text() const {
  std::string whole;
  for (const FieldPath* part = this; part != nullptr; part = part->parent) {
    std::string segment{part->name};
    if (part->index >= 0) segment += "[" + std::to_string(part->index) + "]";
    whole = whole.empty() ? segment : segment + "." + whole;
  }
  return whole;
}

Error fault_at(const FieldPath& path, std::string_view what, ErrorCode code) {
  return {code, path.text() + ": " + std::string{what}};
}

Fault check_range(const FieldPath& path, Int value, Int low, Int high) {
  if (value < low) return fault_at(path, "must be at least " + std::to_string(low));
  if (value > high) return fault_at(path, "must be at most " + std::to_string(high), ErrorCode::limit_exceeded);
  return std::nullopt;
}

Fault check_text(const FieldPath& path, std::string_view text) {
  if (static_cast<Int>(text.size()) <= limits::kTextBytesMax) return std::nullopt;
  return fault_at(path, "must be at most " + std::to_string(limits::kTextBytesMax) + " bytes",
                  ErrorCode::limit_exceeded);
}

Fault check_texts(const FieldPath& parent, std::string_view name, std::span<const std::string> texts) {
  if (auto fault = check_size({&parent, name}, texts.size(), limits::kListMax)) return fault;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (auto fault = check_text({&parent, name, static_cast<Int>(i)}, texts[i])) return fault;
  }
  return std::nullopt;
}

Fault check_size(const FieldPath& path, std::size_t size, Int most) {
  if (size <= static_cast<std::size_t>(most)) return std::nullopt;
  return fault_at(path, "must have at most " + std::to_string(most) + " entries", ErrorCode::limit_exceeded);
}

Fault check_time(const FieldPath& path, TimeOfDay time) {
  if (time.minutes >= 0 && time.minutes < 24 * 60) return std::nullopt;
  return fault_at(path, "must be 00:00 to 23:59");
}

std::optional<std::size_t> DuplicateFinder::find() {
  std::sort(texts_.begin(), texts_.end(), [](const Entry& a, const Entry& b) {
    return a.text != b.text ? a.text < b.text : a.position < b.position;
  });
  const auto same =
      std::adjacent_find(texts_.begin(), texts_.end(), [](const Entry& a, const Entry& b) { return a.text == b.text; });
  if (same == texts_.end()) return std::nullopt;
  return std::next(same)->position;
}

}  // namespace kazasu::pricing
