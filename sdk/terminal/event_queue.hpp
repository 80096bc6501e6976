#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "kazasu/seams/device.hpp"
#include "kazasu/terminal/event.hpp"

namespace kazasu {

/// The bounded queue between device and sync threads and the application. Thread: any.
class EventQueue final : public DeviceSink {
 public:
  EventQueue();
  ~EventQueue() override;
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  void post(Event event);
  void on_sighting(Sighting sighting) override { post(std::move(sighting)); }
  void on_notice(DeviceNotice notice) override { post(std::move(notice)); }

  std::optional<Event> wait(std::chrono::milliseconds timeout);
  [[nodiscard]] int fd() const { return fd_; }

 private:
  /// Drops the oldest event that is not a sighting: news can be asked for again, a customer's touch cannot.
  void make_room();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Event> events_;
  int fd_;
};

}  // namespace kazasu
