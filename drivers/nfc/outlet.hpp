#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// All that a reader's thread touches of the application. Once closed nothing passes any more, even if the thread is
/// still stuck in a command that PC/SC cannot cancel. Thread: any.
class Outlet final : public Entropy, public Clock {
 public:
  Outlet(DeviceSink& sink, Clock& clock, Entropy& entropy) : sink_(sink), clock_(clock), entropy_(entropy) {}

  void post(Sighting sighting) {
    const std::lock_guard lock{mutex_};
    if (!closed_) sink_.on_sighting(std::move(sighting));
  }

  void post(std::string device, DeviceNotice::Kind kind, Error error = {ErrorCode::internal, {}}) {
    const std::lock_guard lock{mutex_};
    if (closed_) return;
    sink_.on_notice(
        {.device = std::move(device), .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
  }

  std::int64_t monotonic_ns() override {
    const std::lock_guard lock{mutex_};
    return closed_ ? 0 : clock_.monotonic_ns();
  }

  std::int64_t wall_unix_ms() override {
    const std::lock_guard lock{mutex_};
    return closed_ ? 0 : clock_.wall_unix_ms();
  }

  Result<void> fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock{mutex_};
    if (closed_) return Error{ErrorCode::cancelled, "the reader is stopped"};
    return entropy_.fill(bytes);
  }

  /// Returns when nothing is being posted.
  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }

 private:
  std::mutex mutex_;
  bool closed_ = false;
  DeviceSink& sink_;
  Clock& clock_;
  Entropy& entropy_;
};

}  // namespace kazasu::drivers
