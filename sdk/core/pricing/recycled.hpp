#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/short_text.hpp"

namespace kazasu::pricing {

// Whether an item would give memory back if it were dropped.

inline bool holds_memory(const Adjustment& item) {
  return holds_memory(item.offer);
}
inline bool holds_memory(const AppliedOffer& item) {
  return holds_memory(item.offer);
}
inline bool holds_memory(const NotAppliedOffer& item) {
  return holds_memory(item.offer) || holds_memory(item.condition) || holds_memory(item.instead) ||
         holds_memory(item.wanted) || holds_memory(item.found);
}
inline bool holds_memory(const Award& item) {
  return holds_memory(item.offer) || holds_memory(item.wallet);
}
inline bool holds_memory(const IssuedCoupon& item) {
  return holds_memory(item.offer) || holds_memory(item.coupon);
}
inline bool holds_memory(const QuotedWallet& item) {
  return holds_memory(item.wallet);
}
inline bool holds_memory(const QuotedLine& item) {
  return holds_memory(item.id) || item.adjustments.capacity() > 0 || item.unit_nets.capacity() > 0;
}

/// Fills a caller's vector anew and keeps what is too many for the next time, so that the memory inside the items is
/// allocated once and not at each quote.
template <class T>
class Recycled {
 public:
  /// The next item, with whatever it held before.
  T& next(std::vector<T>& items, std::size_t& used) {
    if (used == items.size()) {
      if (spare_.empty()) {
        items.emplace_back();
      } else {
        items.push_back(std::move(spare_.back()));
        spare_.pop_back();
      }
    }
    return items[used++];
  }
  void cut(std::vector<T>& items, std::size_t used) {
    for (; items.size() > used; items.pop_back()) {
      if (holds_memory(items.back())) spare_.push_back(std::move(items.back()));
    }
  }

 private:
  std::vector<T> spare_;
};

}  // namespace kazasu::pricing
