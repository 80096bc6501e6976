#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <variant>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"

namespace kazasu::drivers {

/// What every simulated device has: a way to the sink, open between `start` and `stop`. Thread: any.
class SimulatedOutlet {
 public:
  SimulatedOutlet(std::string uri, Clock& clock) : uri_(std::move(uri)), clock_(clock) {}

  [[nodiscard]] const std::string& uri() const { return uri_; }
  Result<void> open(DeviceSink& sink);
  /// Nothing is posted once it has returned.
  void close();

  /// Whether what is seen reaches anyone: started and plugged in.
  [[nodiscard]] bool live();
  void see(std::variant<FelicaSighting, UidSighting, ScanSighting> seen, std::uint8_t attempts = 1);
  void notify(DeviceNotice::Kind kind, Error error = {ErrorCode::internal, {}});
  void unplug();
  void replug();
  /// Cannot be opened from now on, with this error, until `replug`.
  void refuse(ErrorCode code);

 private:
  void post(DeviceNotice::Kind kind, Error error);

  const std::string uri_;
  Clock& clock_;
  std::mutex mutex_;  ///< guards what follows, and is held while posting: sinks do not block
  DeviceSink* sink_ = nullptr;
  bool plugged_ = true;
  ErrorCode absence_ = ErrorCode::device_not_found;  ///< while it is not plugged: why
};

}  // namespace kazasu::drivers
