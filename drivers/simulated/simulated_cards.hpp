#pragma once

#include <memory>

#include "simulated/simulated_outlet.hpp"
#include "simulated/simulated_reading.hpp"

namespace kazasu::drivers {

/// The cards that lie on a simulated reader, whether it looks or not. One thread at a time.
class SimulatedCards {
 public:
  using Cards = SimulatedReading::Cards;

  SimulatedCards(SimulatedOutlet& outlet, ReaderMake make, Entropy& entropy)
      : outlet_(outlet), reading_(make_reading(make, entropy)) {}

  /// These cards instead of those that were there.
  void put(Cards cards);
  /// One more.
  void add(std::shared_ptr<simulators::Card> card);
  void remove() { put({}); }
  Result<void> inject(ReaderFault fault) { return reading_->inject(fault); }
  /// The reader looks, after a start or when it is plugged in: what lies there is read.
  void begin();
  /// It looks no longer.
  void end() { reading_->forget(); }

 private:
  SimulatedOutlet& outlet_;
  std::unique_ptr<SimulatedReading> reading_;
  Cards cards_;
};

}  // namespace kazasu::drivers
