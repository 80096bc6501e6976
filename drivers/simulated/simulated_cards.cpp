#include "simulated/simulated_cards.hpp"

#include <utility>

namespace kazasu::drivers {

void SimulatedCards::put(Cards cards) {
  cards_ = std::move(cards);
  if (outlet_.live()) reading_->show(cards_, outlet_);
}

void SimulatedCards::add(std::shared_ptr<simulators::Card> card) {
  Cards cards = cards_;
  cards.push_back(std::move(card));
  put(std::move(cards));
}

void SimulatedCards::begin() {
  if (outlet_.live() && !cards_.empty()) reading_->show(cards_, outlet_);
}

}  // namespace kazasu::drivers
