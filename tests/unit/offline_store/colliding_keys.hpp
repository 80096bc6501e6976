#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kazasu/journal/entry_index.hpp"

/// Two keys that begin with `prefix` and that an index cannot tell apart; among some 40,000 there are two.
inline std::pair<std::string, std::string> colliding_keys(const std::string& prefix) {
  kazasu::journal::EntryIndex index;
  std::vector<std::string> keys;
  for (std::uint64_t seq = 1;; ++seq) {
    std::string key = prefix + std::to_string(seq);
    if (const auto found = index.find(key); !found.empty()) return {keys[found.front() - 1], key};
    index.add(key, seq);
    keys.push_back(std::move(key));
  }
}
