#include "pricing/name_table.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::size_t kFirstSlots = 16;

}  // namespace

std::uint32_t NameTable::add(std::string_view name) {
  const std::uint32_t known = find(name);
  if (known != kNone) return known;
  if (2 * (names_.size() + 1) > slots_.size()) grow();
  const std::uint32_t number = size();
  names_.push_back(name);
  const std::uint32_t hash = hash_of(name);
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].number != kNone) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {hash, number};
  return number;
}

std::size_t NameTable::bytes() const {
  return names_.capacity() * sizeof(std::string_view) + slots_.capacity() * sizeof(Slot);
}

void NameTable::grow() {
  std::vector<Slot> old(slots_.empty() ? kFirstSlots : 2 * slots_.size());
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number == kNone) continue;
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].number != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

}  // namespace kazasu::pricing
