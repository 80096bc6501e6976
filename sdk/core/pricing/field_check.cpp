#include "pricing/field_check.hpp"

#include <bit>

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

Fault fault_of_range(const FieldPath& path, Int value, Int low, Int high) {
  if (value < low) return fault_at(path, "must be at least " + std::to_string(low));
  return fault_at(path, "must be at most " + std::to_string(high), ErrorCode::limit_exceeded);
}

Fault fault_of_text(const FieldPath& path) {
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

Fault fault_of_size(const FieldPath& path, Int most) {
  return fault_at(path, "must have at most " + std::to_string(most) + " entries", ErrorCode::limit_exceeded);
}

Fault check_time(const FieldPath& path, TimeOfDay time) {
  if (time.minutes >= 0 && time.minutes < 24 * 60) return std::nullopt;
  return fault_at(path, "must be 00:00 to 23:59");
}

std::optional<std::size_t> DuplicateFinder::find_by_hash() {
  slots_.assign(std::bit_ceil(2 * texts_.size() + 1), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t position = 0; position < texts_.size(); ++position) {
    std::size_t at = text_hash(text_key(texts_[position])) & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) {
      if (same_text(texts_[slots_[at] - 1], texts_[position])) return position;
    }
    slots_[at] = static_cast<std::uint32_t>(position + 1);
  }
  return std::nullopt;
}

}  // namespace kazasu::pricing
