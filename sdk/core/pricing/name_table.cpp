#include "pricing/name_table.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

constexpr std::size_t kFirstSlots = 16;

}  // namespace

std::uint32_t NameTable::add(std::string_view name) {
  const std::uint32_t known = find(name);
  if (known != kNone) return known;
  if (2 * (names_.size() + 1) > slots_.size()) grow();
  names_.push_back(name);
  put(size() - 1);
  return size() - 1;
}

std::size_t NameTable::bytes() const {
  return names_.capacity() * sizeof(std::string_view) + slots_.capacity() * sizeof(Slot);
}

void NameTable::put(std::uint32_t number) {
  const TextKey key = text_key(names_[number]);
  std::size_t at = text_hash(key) & mask_;
  while (slots_[2 * at + 1].number != kNone) at = (at + 1) & mask_;
  const std::size_t slot = 2 * at + (slots_[2 * at].number == kNone ? 0 : 1);
  slots_[slot] = {key.low, key.high, static_cast<std::uint32_t>(key.size), number};
}

void NameTable::grow() {
  slots_.assign(std::max(kFirstSlots, 2 * slots_.size()), Slot{});
  mask_ = slots_.size() / 2 - 1;
  for (std::uint32_t number = 0; number < size(); ++number) put(number);
}

}  // namespace kazasu::pricing
