#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace kazasu {

/// How long to wait after failures: longer each time up to a minute, half of it fixed and half at random, so that a
/// chain's terminals do not come back all at once. The same seed gives the same pauses.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{500};
  static constexpr std::chrono::milliseconds kLongest{60'000};

  explicit Backoff(std::uint64_t seed) : random_(static_cast<std::minstd_rand::result_type>(seed)) {}

  /// The pause after one more failure. `asked`: what the ledger wants to be left alone for at least; a quarter of it
  /// may come on top.
  std::chrono::milliseconds failed(std::chrono::milliseconds asked = {});
  /// The next failure is a first one again.
  void succeeded() { failures_ = 0; }
  [[nodiscard]] int failures() const { return failures_; }

 private:
  std::chrono::milliseconds random_up_to(std::chrono::milliseconds most);

  std::minstd_rand random_;
  int failures_ = 0;
};

}  // namespace kazasu
