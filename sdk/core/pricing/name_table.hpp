#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kazasu::pricing {

/// Gives each distinct text a dense number. The texts are not copied: who fills the table keeps them alive and in
/// place.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;

  /// The number of `name`, given now if it has none.
  std::uint32_t add(std::string_view name);
  /// The number of `name`, or kNone. Any thread, once filling is over.
  [[nodiscard]] std::uint32_t find(std::string_view name) const;
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  [[nodiscard]] std::string_view name(std::uint32_t number) const { return names_[number]; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };

  void grow();

  std::vector<std::string_view> names_;
  std::vector<Slot> slots_;  ///< open addressing; size is 0 or a power of two, at most half full
};

}  // namespace kazasu::pricing
