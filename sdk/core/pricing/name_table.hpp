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
    const TextKey key = text_key(name);
    const Slot* const slots = slots_.data();
    for (std::size_t at = text_hash(key) & mask_;; at = (at + 1) & mask_) {
      // Whether a name is known, and where in its pair, follows no pattern: all comes to one branch, which is nearly
      // always taken.
      const Slot& first = slots[2 * at];
      const Slot& second = slots[2 * at + 1];
      const std::uint32_t in_first = first.holds(key), in_second = second.holds(key);
      const std::uint32_t number = (first.number & in_first) | (second.number & in_second) | ~(in_first | in_second);
      // It ends where one holds the name or the second is empty: kNone, which is all bits. Reckoned and not compared:
      // of two conditions a compiler makes two branches.
      const std::uint64_t found = std::uint32_t{~number};
      const std::uint64_t empty = (std::uint64_t{second.number} + 1) >> 32;
      if ((found | empty) != 0 && rest_is(number, name)) return number;
    }
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  [[nodiscard]] std::string_view name(std::uint32_t number) const { return names_[number]; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// Holds the text's key, so that a look-up reads this and nothing else.
  struct Slot {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint32_t size = kNone;  ///< of an empty slot longer than any text, so that it holds none, not even ""
    std::uint32_t number = kNone;

    /// All bits, or none.
    [[nodiscard]] std::uint32_t holds(const TextKey& key) const {
      const std::uint64_t difference = (low ^ key.low) | (high ^ key.high) | (size ^ key.size);
      return static_cast<std::uint32_t>(difference == 0 ? -1 : 0);
    }
  };

  [[nodiscard]] bool rest_is(std::uint32_t number, std::string_view name) const {
    return name.size() <= TextKey::kExact || number == kNone || names_[number] == name;
  }
  void put(std::uint32_t number);
  void grow();

  std::vector<std::string_view> names_;
  std::vector<Slot> slots_{2};  ///< open addressing by pairs, the first of a pair first; at most half full
  std::size_t mask_ = 0;        ///< the number of pairs, a power of two, less one
};

}  // namespace kazasu::pricing
