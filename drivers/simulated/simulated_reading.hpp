#pragma once

#include <memory>
#include <vector>

#include "kazasu/drivers/simulated/card.hpp"
#include "kazasu/drivers/simulated/reader_fault.hpp"
#include "kazasu/drivers/simulated/reader_make.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/result.hpp"
#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

/// What a reader's driver does when cards come and go, by its own code, above frames that simulated readers and cards
/// exchange. Thread: one at a time.
class SimulatedReading {
 public:
  using Cards = std::vector<std::shared_ptr<simulators::Card>>;

  virtual ~SimulatedReading() = default;
  /// These cards lie there from now on; what that means is posted.
  virtual void show(const Cards& cards, SimulatedOutlet& outlet) = 0;
  /// The reader has gone, and what lay on it is unknown.
  virtual void forget() = 0;
  /// `unsupported` for a fault that this make cannot have.
  virtual Result<void> inject(ReaderFault fault) = 0;
};

/// `entropy` outlives it.
std::unique_ptr<SimulatedReading> make_reading(ReaderMake make, Entropy& entropy);
std::unique_ptr<SimulatedReading> make_pcsc_reading(ReaderMake make, Entropy& entropy);
std::unique_ptr<SimulatedReading> make_pn532_reading(Entropy& entropy);

}  // namespace kazasu::drivers
