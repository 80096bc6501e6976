#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kazasu::journal {

/// Which entries a key may name, in 8 to 9 bytes an entry however long the keys are: a till that is cut off for weeks
/// keeps a million. Of a key only a part of its hash is kept, so an entry that is found must be read and compared;
/// among a million about one search in 17,000 finds one that is another's.
class EntryIndex {
 public:
  /// Higher numbers of entries do not fit: 34 years of a thousand entries a second.
  static constexpr std::uint64_t kSeqMax = (std::uint64_t{1} << 40) - 1;

  /// `seq`: 1 to kSeqMax.
  void add(std::string_view key, std::uint64_t seq);
  /// The entries that were added under the key, in the order of their numbers, and maybe others.
  [[nodiscard]] std::vector<std::uint64_t> find(std::string_view key) const;
  void forget_up_to(std::uint64_t seq);

 private:
  // An item is 24 bits of the hash above 40 of the entry's number. Each shard is sorted, and holds the items of one
  // value of 10 more bits: an insertion moves a thousandth of all.
  using Shard = std::vector<std::uint64_t>;
  std::array<Shard, 1024> shards_;
};

}  // namespace kazasu::journal
