#include "kazasu/drivers/simulated/simulated_scanner.hpp"

#include "simulated/simulated_frames.hpp"
#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

SimulatedScanner::SimulatedScanner(std::string_view name, Clock& clock)
    : outlet_(std::make_unique<SimulatedOutlet>("simulated:" + std::string{name}, clock)),
      frames_(std::make_unique<SimulatedFrames>(*outlet_, clock)) {}

SimulatedScanner::~SimulatedScanner() = default;

const std::string& SimulatedScanner::uri() const {
  return outlet_->uri();
}
Result<void> SimulatedScanner::start(DeviceSink& sink) {
  return outlet_->open(sink);
}
void SimulatedScanner::stop() {
  outlet_->close();
}

void SimulatedScanner::scan(std::string_view symbology, BytesView data) {
  const std::scoped_lock lock{mutex_};
  frames_->scan_by_line(symbology, data);
}

void SimulatedScanner::scan_by_reports(std::string_view symbology, BytesView data) {
  const std::scoped_lock lock{mutex_};
  frames_->scan_by_reports(symbology, data);
}

Result<void> SimulatedScanner::scan_by_keys(std::string_view symbology, std::string_view data) {
  const std::scoped_lock lock{mutex_};
  return frames_->scan_by_keys(symbology, data);
}

void SimulatedScanner::send(BytesView bytes) {
  const std::scoped_lock lock{mutex_};
  frames_->send_line(bytes);
}

void SimulatedScanner::send_report(BytesView report) {
  const std::scoped_lock lock{mutex_};
  frames_->send_report(report);
}

Result<void> SimulatedScanner::press_keys(std::string_view keys) {
  const std::scoped_lock lock{mutex_};
  return frames_->press_keys(keys);
}

void SimulatedScanner::fall_silent() {
  const std::scoped_lock lock{mutex_};
  frames_->fall_silent();
}

void SimulatedScanner::fail(ErrorCode code) {
  outlet_->notify(DeviceNotice::Kind::failed, {code, "as the simulated scanner was told"});
}

void SimulatedScanner::unplug() {
  outlet_->unplug();
}
void SimulatedScanner::replug() {
  outlet_->replug();
}

void SimulatedScanner::refuse(ErrorCode code) {
  outlet_->refuse(code);
}

}  // namespace kazasu::drivers
