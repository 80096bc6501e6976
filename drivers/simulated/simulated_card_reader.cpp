#include "kazasu/drivers/simulated/simulated_card_reader.hpp"

#include <utility>

#include "simulated/simulated_cards.hpp"

namespace kazasu::drivers {

SimulatedCardReader::SimulatedCardReader(std::string_view name, Clock& clock, Entropy& entropy, ReaderMake make)
    : outlet_(std::make_unique<SimulatedOutlet>("simulated:" + std::string{name}, clock)),
      cards_(std::make_unique<SimulatedCards>(*outlet_, make, entropy)) {}

SimulatedCardReader::~SimulatedCardReader() = default;

const std::string& SimulatedCardReader::uri() const {
  return outlet_->uri();
}

Result<void> SimulatedCardReader::start(DeviceSink& sink) {
  if (auto opened = outlet_->open(sink); !opened) return opened;
  const std::scoped_lock lock{mutex_};
  cards_->begin();
  return {};
}

void SimulatedCardReader::stop() {
  outlet_->close();
  const std::scoped_lock lock{mutex_};
  cards_->end();
}

void SimulatedCardReader::touch(std::shared_ptr<simulators::Card> card) {
  touch(std::vector{std::move(card)});
}

void SimulatedCardReader::touch(std::vector<std::shared_ptr<simulators::Card>> cards) {
  const std::scoped_lock lock{mutex_};
  cards_->put(std::move(cards));
}

void SimulatedCardReader::remove() {
  const std::scoped_lock lock{mutex_};
  cards_->remove();
}

Result<void> SimulatedCardReader::inject(ReaderFault fault) {
  const std::scoped_lock lock{mutex_};
  return cards_->inject(fault);
}

void SimulatedCardReader::unplug() {
  outlet_->unplug();
  const std::scoped_lock lock{mutex_};
  cards_->end();
}

void SimulatedCardReader::replug() {
  outlet_->replug();
  const std::scoped_lock lock{mutex_};
  cards_->begin();
}

void SimulatedCardReader::refuse(ErrorCode code) {
  outlet_->refuse(code);
  const std::scoped_lock lock{mutex_};
  cards_->end();
}

}  // namespace kazasu::drivers
