#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

Result<void> SimulatedOutlet::open(DeviceSink& sink) {
  const std::scoped_lock lock{mutex_};
  if (sink_ != nullptr) return Error{ErrorCode::invalid_argument, "the simulated device has been started already"};
  sink_ = &sink;
  if (plugged_) {
    post(DeviceNotice::Kind::ready, {ErrorCode::internal, {}});
  } else {
    post(DeviceNotice::Kind::failed, {absence_, uri_});
  }
  return {};
}

void SimulatedOutlet::close() {
  const std::scoped_lock lock{mutex_};
  sink_ = nullptr;
}

bool SimulatedOutlet::live() {
  const std::scoped_lock lock{mutex_};
  return sink_ != nullptr && plugged_;
}

void SimulatedOutlet::see(std::variant<FelicaSighting, UidSighting, ScanSighting> seen, std::uint8_t attempts) {
  const std::scoped_lock lock{mutex_};
  if (sink_ == nullptr || !plugged_) return;
  sink_->on_sighting(
      {.device = uri_, .monotonic_ns = clock_.monotonic_ns(), .seen = std::move(seen), .attempts = attempts});
}

void SimulatedOutlet::notify(DeviceNotice::Kind kind, Error error) {
  const std::scoped_lock lock{mutex_};
  if (plugged_) post(kind, std::move(error));
}

void SimulatedOutlet::unplug() {
  const std::scoped_lock lock{mutex_};
  if (std::exchange(plugged_, false)) post(DeviceNotice::Kind::lost, {ErrorCode::device_lost, uri_});
}

void SimulatedOutlet::refuse(ErrorCode code) {
  const std::scoped_lock lock{mutex_};
  plugged_ = false;
  absence_ = code;
  post(DeviceNotice::Kind::failed, {code, uri_});
}

void SimulatedOutlet::replug() {
  const std::scoped_lock lock{mutex_};
  absence_ = ErrorCode::device_not_found;
  if (!std::exchange(plugged_, true)) post(DeviceNotice::Kind::ready, {ErrorCode::internal, {}});
}

void SimulatedOutlet::post(DeviceNotice::Kind kind, Error error) {
  if (sink_ == nullptr) return;
  sink_->on_notice({.device = uri_, .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
}

}  // namespace kazasu::drivers
