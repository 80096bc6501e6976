#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kazasu::journal {

/// Which entries a key may name, in 6 to 7 bytes an entry however long the keys are: a till that is cut off for weeks
/// keeps a million. Of a key only a part of its hash is kept, so an entry that is found must be read and compared;
/// among a million about one search in 1,000 finds one that is another's.
class EntryIndex {
 public:
  /// Higher numbers of entries do not fit: 8 years of an entry a second.
  static constexpr std::uint64_t kSeqMax = (std::uint64_t{1} << 28) - 1;

  /// `seq`: 1 to kSeqMax.
  void add(std::string_view key, std::uint64_t seq);
  /// The entries that were added under the key, in the order of their numbers, and maybe others.
  [[nodiscard]] std::vector<std::uint64_t> find(std::string_view key) const;
  void forget_up_to(std::uint64_t seq);

 private:
  /// 20 bits of the hash above 28 of the entry's number, the highest byte first.
  using Item = std::array<std::uint8_t, 6>;
  /// Sorted, and of one value of 10 more bits of the hash: an insertion moves a thousandth of all.
  using Shard = std::vector<Item>;
  std::array<Shard, 1024> shards_;
};

}  // namespace kazasu::journal
