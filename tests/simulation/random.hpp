#pragma once

#include <cstdint>

namespace kazasu::simulation {

/// Numbers that follow from a seed, the same on every machine (SplitMix64; Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  /// From 0 to `bound` - 1; 0 for bound 0.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  /// True in `per_mille` of a thousand.
  bool chance(std::uint64_t per_mille) { return below(1000) < per_mille; }
  /// A source of its own, so that what one part draws does not shift what another does.
  Random fork() { return Random{next()}; }

 private:
  std::uint64_t state_;
};

}  // namespace kazasu::simulation
