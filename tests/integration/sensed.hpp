#pragma once

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "kazasu/seams/device.hpp"

/// A sink that keeps what a device posts until the test takes it.
class Sensed final : public kazasu::DeviceSink {
 public:
  void on_sighting(kazasu::Sighting sighting) override { put(sightings_, std::move(sighting)); }
  void on_notice(kazasu::DeviceNotice notice) override { put(notices_, std::move(notice)); }

  /// The next one; fails the test if none comes in time.
  kazasu::Sighting next_sighting(std::chrono::milliseconds timeout) {
    return take(sightings_, timeout, "no sighting came");
  }
  kazasu::DeviceNotice next_notice(std::chrono::milliseconds timeout) {
    return take(notices_, timeout, "no notice came");
  }

  /// Takes all notices up to one of this kind and leaves the sightings; fails the test if it does not come in time.
  void take_notices_to(kazasu::DeviceNotice::Kind kind, std::chrono::milliseconds timeout) {
    while (next_notice(timeout).kind != kind) {
    }
  }

  /// Waits for whatever comes first; whether that is a sighting, which stays.
  bool next_is_sighting(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, timeout, [this] { return !sightings_.empty() || !notices_.empty(); }))
      FAIL("neither sighting nor notice came");
    return notices_.empty();
  }

  /// Whether nothing is there and nothing comes for so long.
  bool quiet_for(std::chrono::milliseconds duration) {
    std::unique_lock lock{mutex_};
    return !came_.wait_for(lock, duration, [this] { return !sightings_.empty() || !notices_.empty(); });
  }

 private:
  template <class Item>
  void put(std::deque<Item>& queue, Item item) {
    const std::scoped_lock lock{mutex_};
    queue.push_back(std::move(item));
    came_.notify_all();
  }

  template <class Item>
  Item take(std::deque<Item>& queue, std::chrono::milliseconds timeout, const char* missing) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, timeout, [&] { return !queue.empty(); })) FAIL(missing);
    Item item = std::move(queue.front());
    queue.pop_front();
    return item;
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<kazasu::Sighting> sightings_;
  std::deque<kazasu::DeviceNotice> notices_;
};
