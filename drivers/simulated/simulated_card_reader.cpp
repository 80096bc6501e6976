#include "kazasu/drivers/simulated/simulated_card_reader.hpp"

#include <utility>

#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

SimulatedCardReader::SimulatedCardReader(std::string_view name, Clock& clock)
    : outlet_(std::make_unique<SimulatedOutlet>("simulated:" + std::string{name}, clock)) {}

SimulatedCardReader::~SimulatedCardReader() = default;

const std::string& SimulatedCardReader::uri() const {
  return outlet_->uri();
}
Result<void> SimulatedCardReader::start(DeviceSink& sink) {
  return outlet_->open(sink);
}
void SimulatedCardReader::stop() {
  outlet_->close();
}

void SimulatedCardReader::touch(FelicaSighting card) {
  outlet_->see(std::move(card));
}
void SimulatedCardReader::touch(UidSighting card) {
  outlet_->see(std::move(card));
}
void SimulatedCardReader::remove() {
  outlet_->notify(DeviceNotice::Kind::card_removed);
}

void SimulatedCardReader::fail(ErrorCode code) {
  outlet_->notify(DeviceNotice::Kind::failed, {code, "as the simulated reader was told"});
}

void SimulatedCardReader::unplug() {
  outlet_->unplug();
}
void SimulatedCardReader::replug() {
  outlet_->replug();
}

}  // namespace kazasu::drivers
