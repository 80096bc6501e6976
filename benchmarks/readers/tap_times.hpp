#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "kazasu/seams/device.hpp"

namespace kazasu::bench {

/// CLOCK_MONOTONIC, which all processes share.
std::int64_t now_ns();

/// Fails the program if it does not come true within 5 s.
void wait_until(const char* what, const std::function<bool()>& condition);

/// A pause of up to 10 ms that nothing can fall into step with.
void pause(std::mt19937& random);

/// Notes when things come.
class Stopwatch final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override;
  void on_notice(DeviceNotice notice) override;
  std::atomic<std::int64_t> seen_at_ns{0};
  std::atomic<int> removed{0};
  std::atomic<bool> ready{false};
};

/// Times that taps took beyond those of reader and card, in ns.
struct TapTimes {
  std::vector<std::int64_t> with_sdk, bare;
};

/// Prints both, and what the SDK adds in two ways: quantile by quantile, and each of its taps less the bare client's
/// median, which leaves the machine's own tail in.
void report(const std::string& way, const TapTimes& times);

}  // namespace kazasu::bench
