#include "kazasu/journal/entry_index.hpp"

#include <algorithm>
#include <functional>

namespace kazasu::journal {
namespace {

constexpr unsigned kSeqBits = 40;
constexpr unsigned kShardBits = 10;
constexpr std::uint64_t kShardMask = (std::uint64_t{1} << kShardBits) - 1;

struct Place {
  std::size_t shard = 0;
  std::uint64_t hash_part = 0;  ///< where it stands in an item
};

Place place_of(std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>{}(key);
  return {static_cast<std::size_t>(hash & kShardMask), hash >> kShardBits << kSeqBits};
}

}  // namespace

void EntryIndex::add(std::string_view key, std::uint64_t seq) {
  const Place place = place_of(key);
  Shard& shard = shards_[place.shard];
  // Doubling would leave a third of it unused, in all shards at about the same time.
  if (shard.size() == shard.capacity()) shard.reserve(shard.size() + shard.size() / 8 + 4);
  const std::uint64_t item = place.hash_part | seq;
  shard.insert(std::upper_bound(shard.begin(), shard.end(), item), item);
}

std::vector<std::uint64_t> EntryIndex::find(std::string_view key) const {
  const Place place = place_of(key);
  const Shard& shard = shards_[place.shard];
  std::vector<std::uint64_t> found;
  for (auto item = std::lower_bound(shard.begin(), shard.end(), place.hash_part);
       item != shard.end() && *item <= (place.hash_part | kSeqMax); ++item) {
    found.push_back(*item & kSeqMax);
  }
  return found;
}

void EntryIndex::forget_up_to(std::uint64_t seq) {
  for (Shard& shard : shards_) {
    std::erase_if(shard, [&](std::uint64_t item) { return (item & kSeqMax) <= seq; });
    if (shard.capacity() > 2 * shard.size()) shard.shrink_to_fit();
  }
}

}  // namespace kazasu::journal
