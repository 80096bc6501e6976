#include "kazasu/drivers/simulated/simulated_scanner.hpp"

#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

SimulatedScanner::SimulatedScanner(std::string_view name, Clock& clock)
    : outlet_(std::make_unique<SimulatedOutlet>("simulated:" + std::string{name}, clock)) {}

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
  outlet_->see(ScanSighting{std::string{symbology}, {data.begin(), data.end()}});
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

}  // namespace kazasu::drivers
