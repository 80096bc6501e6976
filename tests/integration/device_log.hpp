#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "kazasu/seams/device.hpp"

/// Collects what a device posts, and waits for it.
class DeviceLog final : public kazasu::DeviceSink {
 public:
  void on_sighting(kazasu::Sighting sighting) override {
    const std::lock_guard lock{mutex_};
    sightings_.push_back(std::move(sighting));
    changed_.notify_all();
  }
  void on_notice(kazasu::DeviceNotice notice) override {
    const std::lock_guard lock{mutex_};
    notices_.push_back(std::move(notice));
    changed_.notify_all();
  }

  /// The sighting number `count` (from 1), once it is there.
  std::optional<kazasu::Sighting> sighting(std::size_t count, std::chrono::milliseconds within = std::chrono::seconds{5}) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, within, [&] { return sightings_.size() >= count; })) return std::nullopt;
    return sightings_[count - 1];
  }
  /// The first notice of a kind (and, if given, an error code) from number `from` on, once it is there.
  std::optional<kazasu::DeviceNotice> notice(kazasu::DeviceNotice::Kind kind, std::optional<kazasu::ErrorCode> code = std::nullopt,
                                             std::size_t from = 0, std::chrono::milliseconds within = std::chrono::seconds{5}) {
    std::optional<kazasu::DeviceNotice> found;
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, within, [&] {
      for (std::size_t i = from; i < notices_.size(); ++i) {
        if (notices_[i].kind != kind || (code && notices_[i].error.code != *code)) continue;
        found = notices_[i];
        return true;
      }
      return false;
    });
    return found;
  }
  std::size_t sighting_count() {
    const std::lock_guard lock{mutex_};
    return sightings_.size();
  }
  std::size_t notice_count() {
    const std::lock_guard lock{mutex_};
    return notices_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<kazasu::Sighting> sightings_;
  std::vector<kazasu::DeviceNotice> notices_;
};
