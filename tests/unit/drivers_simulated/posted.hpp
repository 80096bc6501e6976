#pragma once

#include <vector>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"

/// A clock that stands still.
class StoppedClock final : public kazasu::Clock {
 public:
  std::int64_t wall_unix_ms() override { return 0; }
  std::int64_t monotonic_ns() override { return 42; }
};

/// The same bytes every time.
class SameEntropy final : public kazasu::Entropy {
 public:
  kazasu::Result<void> fill(std::span<std::uint8_t> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(7 * i + 1);
    return {};
  }
};

/// All that a device posted.
struct Posted final : kazasu::DeviceSink {
  void on_sighting(kazasu::Sighting sighting) override { sightings.push_back(std::move(sighting)); }
  void on_notice(kazasu::DeviceNotice notice) override { notices.push_back(std::move(notice)); }
  std::vector<kazasu::Sighting> sightings;
  std::vector<kazasu::DeviceNotice> notices;
};
