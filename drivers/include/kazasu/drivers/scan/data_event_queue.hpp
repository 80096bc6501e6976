#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// What a UnifiedPOS method answers.
enum class UposResult {
  ok,
  closed,       ///< E_CLOSED 101
  not_claimed,  ///< E_NOTCLAIMED 103
  disabled,     ///< E_DISABLED 105
  illegal,      ///< E_ILLEGAL 106
};
/// `not_claimed`
std::string_view name_of(UposResult result);
int upos_number(UposResult result);

/// The input model of UnifiedPOS for a scanner, for those who put kazasu behind an OPOS or JavaPOS service: which event
/// is delivered when. Pure; the caller's thread only.
template <class Data, class Fault>
class DataEventQueue {
 public:
  struct Event {
    enum class Kind { data, error_input_data, error_input };
    Kind kind = Kind::data;
    Data data{};
    Fault fault{};
  };

  UposResult open() {
    if (open_) return UposResult::illegal;
    *this = {};
    open_ = true;
    return UposResult::ok;
  }
  UposResult close() {
    if (!open_) return UposResult::closed;
    *this = {};
    return UposResult::ok;
  }
  UposResult claim() {
    if (!open_) return UposResult::closed;
    claimed_ = true;
    return UposResult::ok;
  }
  UposResult release() {
    if (!open_) return UposResult::closed;
    if (!claimed_) return UposResult::illegal;
    claimed_ = enabled_ = false;
    clear();
    return UposResult::ok;
  }
  UposResult set_device_enabled(bool enabled) {
    if (!open_) return UposResult::closed;
    if (!claimed_) return UposResult::not_claimed;
    enabled_ = enabled;
    return UposResult::ok;
  }
  UposResult set_auto_disable(bool disable) {
    if (!open_) return UposResult::closed;
    auto_disable_ = disable;
    return UposResult::ok;
  }
  /// True delivers what waits: one event, as each delivery sets it false.
  UposResult set_data_event_enabled(bool enabled) {
    if (!open_) return UposResult::closed;
    data_event_enabled_ = enabled;
    deliver();
    return UposResult::ok;
  }
  UposResult set_freeze_events(bool frozen) {
    if (!open_) return UposResult::closed;
    frozen_ = frozen;
    deliver();
    return UposResult::ok;
  }
  UposResult clear_input() {
    if (!open_) return UposResult::closed;
    if (!claimed_) return UposResult::not_claimed;
    clear();
    return UposResult::ok;
  }

  /// A scan; false if it is lost, as the device takes none.
  bool post_data(Data data) {
    if (!enabled_) return false;
    queue_.push_back(std::move(data));
    if (auto_disable_) enabled_ = false;
    deliver();
    return true;
  }
  /// A fault; with data waiting it is told before the data and again behind it. False if the device is not enabled.
  bool post_fault(Fault fault) {
    if (!enabled_) return false;
    fault_ = std::move(fault);
    has_fault_ = true;
    tell_before_data_ = !queue_.empty();
    deliver();
    return true;
  }

  [[nodiscard]] std::size_t data_count() const { return queue_.size(); }
  [[nodiscard]] bool device_enabled() const { return enabled_; }
  /// The events delivered since it was last asked.
  std::vector<Event> take_events() { return std::exchange(delivered_, {}); }

 private:
  void clear() {
    queue_.clear();
    has_fault_ = tell_before_data_ = false;
  }

  void deliver() {
    if (!open_ || !data_event_enabled_ || frozen_) return;
    Event event;
    if (has_fault_ && tell_before_data_) {
      tell_before_data_ = false;  // the default answer, CONTINUEINPUT: the data comes next
      event = {Event::Kind::error_input_data, {}, fault_};
    } else if (!queue_.empty()) {
      event = {Event::Kind::data, std::move(queue_.front()), {}};
      queue_.pop_front();
    } else if (has_fault_) {
      has_fault_ = false;  // the default answer, CLEAR
      event = {Event::Kind::error_input, {}, std::move(fault_)};
    } else {
      return;
    }
    data_event_enabled_ = false;
    delivered_.push_back(std::move(event));
  }

  bool open_ = false, claimed_ = false, enabled_ = false;
  bool data_event_enabled_ = false, frozen_ = false, auto_disable_ = false;
  std::deque<Data> queue_;
  Fault fault_{};
  bool has_fault_ = false, tell_before_data_ = false;
  std::vector<Event> delivered_;
};

/// ScanDataType of UnifiedPOS 1.15 for a scan, by its AIM identifier and data: 104 EAN-13, 204 QR, 0 unknown, …
int upos_scan_data_type(const ScanSighting& scan);

}  // namespace kazasu::drivers
