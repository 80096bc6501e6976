#pragma once

#include <cstdint>
#include <vector>

#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// What lies on a reader, from one look after the other. A card left there is one touch; a look or two in which radio
/// loses it change nothing; two cards are told as such and neither is chosen. Thread: one.
class CardPresence {
 public:
  /// A card that is not seen for this long has gone: above the two looks that radio loses now and then, below what a
  /// person needs to take a card away and bring it again.
  static constexpr std::int64_t kRemovalNs = 120'000'000;

  enum class Event { none, touched, ambiguous, removed };

  /// What the cards of one look (their identifiers) change; most important first, so call it again with the same look
  /// until it answers `none`: a card exchanged for another is `removed`, then `touched`.
  Event observe(const std::vector<Bytes>& ids, std::int64_t now_ns);
  /// The card of the touch; empty if none is there.
  [[nodiscard]] const Bytes& card() const { return card_; }
  [[nodiscard]] bool card_there() const { return !card_.empty(); }
  /// Whether something is there that was told: a look is then worth less haste.
  [[nodiscard]] bool settled() const { return card_there() || ambiguous_; }
  /// The reader went: what lay on it is unknown.
  void forget() { *this = {}; }

 private:
  Bytes card_;  ///< the touch's; empty for none
  std::int64_t last_seen_ns_ = 0;
  std::int64_t last_two_ns_ = 0;
  bool ambiguous_ = false;
};

}  // namespace kazasu::drivers
