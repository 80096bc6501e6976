#include "kazasu/journal/entry_index.hpp"

#include <algorithm>
#include <functional>

namespace kazasu::journal {
namespace {

constexpr unsigned kSeqBits = 28;
constexpr unsigned kShardBits = 10;
constexpr std::uint64_t kShardMask = (std::uint64_t{1} << kShardBits) - 1;

struct Place {
  std::size_t shard = 0;
  std::uint64_t hash_part = 0;  ///< where it stands in an item; what is above the item's bits is cut off
};

Place place_of(std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>{}(key);
  return {static_cast<std::size_t>(hash & kShardMask), hash >> kShardBits << kSeqBits};
}

template <class Item>
Item item_of(std::uint64_t value) {
  Item item;
  for (std::size_t i = item.size(); i-- > 0; value >>= 8) item[i] = static_cast<std::uint8_t>(value);
  return item;
}

template <class Item>
std::uint64_t seq_of(const Item& item) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : item) value = value << 8 | byte;
  return value & EntryIndex::kSeqMax;
}

}  // namespace

void EntryIndex::add(std::string_view key, std::uint64_t seq) {
  const Place place = place_of(key);
  Shard& shard = shards_[place.shard];
  // Doubling would leave a third of it unused, in all shards at about the same time.
  if (shard.size() == shard.capacity()) shard.reserve(shard.size() + shard.size() / 8 + 4);
  const Item item = item_of<Item>(place.hash_part | seq);
  shard.insert(std::upper_bound(shard.begin(), shard.end(), item), item);
}

std::vector<std::uint64_t> EntryIndex::find(std::string_view key) const {
  const Place place = place_of(key);
  const Shard& shard = shards_[place.shard];
  const Item last = item_of<Item>(place.hash_part | kSeqMax);
  std::vector<std::uint64_t> found;
  for (auto item = std::lower_bound(shard.begin(), shard.end(), item_of<Item>(place.hash_part));
       item != shard.end() && *item <= last; ++item) {
    found.push_back(seq_of(*item));
  }
  return found;
}

void EntryIndex::forget_up_to(std::uint64_t seq) {
  for (Shard& shard : shards_) {
    std::erase_if(shard, [&](const Item& item) { return seq_of(item) <= seq; });
    if (shard.capacity() > 2 * shard.size()) shard.shrink_to_fit();
  }
}

}  // namespace kazasu::journal
