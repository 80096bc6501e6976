#pragma once

#include <array>

#include "disk/memory_disk.hpp"
#include "storage/sweeps.hpp"

namespace kazasu::simulation {

inline constexpr std::array kDamages{Damage::none_kept, Damage::all_kept, Damage::prefix_kept, Damage::any_subset};

/// One sweep under way: it goes on until it has made the points that were asked for, or has found something wrong.
class Sweep {
 public:
  Sweep(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : seed_(seed), wanted_(points), progress_(progress) {}

  [[nodiscard]] bool goes_on() const { return report_.points < wanted_ && is_sound(); }
  [[nodiscard]] bool is_sound() const { return report_.violation.empty(); }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] SweepReport report() const { return report_; }

  /// One point more, at `place`; `wrong` is what was found there, or "".
  void point(const std::string& place, const std::string& wrong) {
    if (++report_.points % 256 == 0 && progress_) progress_(report_.points);
    if (!wrong.empty()) stop(place + ", point " + std::to_string(report_.points), wrong);
  }

  void power_cut(std::uint64_t operation, Damage damage, const std::string& wrong, const char* how = "") {
    point("power cut before operation " + std::to_string(operation) + how + ", damage mode " +
              std::to_string(static_cast<int>(damage)),
          wrong);
  }

  /// Only the first counts.
  void stop(const std::string& place, const std::string& wrong) {
    if (is_sound()) report_.violation = place + " of seed " + std::to_string(seed_) + ": " + wrong;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t wanted_;
  const Progress& progress_;
  SweepReport report_;
};

}  // namespace kazasu::simulation
