#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pricing/short_text.hpp"

namespace kazasu::pricing {

/// Gives each distinct text a dense number. The texts are not copied: who fills the table keeps them alive and in
/// place.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;

  /// The number of `name`, given now if it has none.
  std::uint32_t add(std::string_view name);
  /// The number of `name`, or kNone. Any thread, once filling is over.
  [[nodiscard]] std::uint32_t find(std::string_view name) const {
    if (slots_.empty()) return kNone;
    const std::uint32_t hash = hash_of(name);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.number == kNone) return kNone;
      if (slot.hash == hash && same_text(names_[slot.number], name)) return slot.number;
    }
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  [[nodiscard]] std::string_view name(std::uint32_t number) const { return names_[number]; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };

  [[nodiscard]] static std::uint32_t hash_of(std::string_view name) {
    return static_cast<std::uint32_t>(text_hash(name));
  }
  void grow();

  std::vector<std::string_view> names_;
  std::vector<Slot> slots_;  ///< open addressing; size is 0 or a power of two, at most half full
};

}  // namespace kazasu::pricing
