#include "event_queue.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace kazasu {
namespace {

constexpr std::size_t kEventsMax = 1'024;

}  // namespace

EventQueue::EventQueue() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

EventQueue::~EventQueue() {
  if (fd_ >= 0) ::close(fd_);
}

void EventQueue::post(Event event) {
  {
    const std::lock_guard lock{mutex_};
    if (events_.size() == kEventsMax) make_room();
    events_.push_back(std::move(event));
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
  }
  arrived_.notify_one();
}

void EventQueue::make_room() {
  const auto old = std::find_if(events_.begin(), events_.end(),
                                [](const Event& event) { return !std::holds_alternative<Sighting>(event); });
  events_.erase(old == events_.end() ? events_.begin() : old);
}

std::optional<Event> EventQueue::wait(std::chrono::milliseconds timeout) {
  std::unique_lock lock{mutex_};
  if (!arrived_.wait_for(lock, timeout, [this] { return !events_.empty(); })) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  if (events_.empty()) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto drained = ::read(fd_, &count, sizeof count);
  }
  return event;
}

}  // namespace kazasu
