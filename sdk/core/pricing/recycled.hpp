#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace kazasu::pricing {

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
    for (; items.size() > used; items.pop_back()) spare_.push_back(std::move(items.back()));
  }

 private:
  std::vector<T> spare_;
};

}  // namespace kazasu::pricing
