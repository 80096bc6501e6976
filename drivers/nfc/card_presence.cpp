#include "nfc/card_presence.hpp"

#include <algorithm>

namespace kazasu::drivers {

CardPresence::Event CardPresence::observe(const std::vector<Bytes>& ids, std::int64_t now_ns) {
  const bool card_seen = card_there() && std::find(ids.begin(), ids.end(), card_) != ids.end();
  if (card_seen) last_seen_ns_ = now_ns;
  if (ids.size() > 1) {
    last_two_ns_ = now_ns;
    if (ambiguous_) return Event::none;
    ambiguous_ = true;
    return Event::ambiguous;
  }
  // Two cards hide each other now and then: one that is seen alone, or none, is no sign yet that the other has gone.
  if (ambiguous_ && now_ns - last_two_ns_ < kRemovalNs) return Event::none;
  ambiguous_ = false;
  if (card_seen) return Event::none;
  if (card_there()) {
    const bool exchanged = !ids.empty();
    if (!exchanged && now_ns - last_seen_ns_ < kRemovalNs) return Event::none;
    card_.clear();
    return Event::removed;
  }
  if (ids.empty()) return Event::none;
  card_ = ids.front();
  last_seen_ns_ = now_ns;
  return Event::touched;
}

}  // namespace kazasu::drivers
