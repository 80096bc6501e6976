#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/drivers/simulated/card.hpp"
#include "kazasu/drivers/simulated/reader_fault.hpp"
#include "kazasu/drivers/simulated/reader_make.hpp"
#include "kazasu/seams/card_reader.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

class SimulatedCards;
class SimulatedOutlet;

/// A card reader with no hardware, driven by the program that made it. The cards are models of real ones
/// (kazasu/drivers/simulated/felica_lite_s_card.hpp and beside it, or one of your own), the reader answers in the
/// frames of a real make, and above both works the code that drives that make: what a card proves, and how a touch
/// fails, is what it would be.
///
///     SimulatedCardReader reader{"lane1", clock, entropy};
///     auto card = std::make_shared<simulators::FelicaLiteSCard>(simulators::LiteSPersonalization{.idm = …});
///     reader.touch(card);                                                 // a sighting, with its proof
///     reader.remove();                                                    // card_removed
///     reader.inject({.kind = FaultKind::empty_success, .at_command = 3}); // the next card is torn away
///     reader.touch(card);                                                 // failed: card_removed
///
/// It has no thread: what follows from a call is posted from the caller's thread before it returns. Before `start`,
/// after `stop` and while unplugged nothing is posted; a card that lies there then is read when the reader looks again.
/// Thread: any.
class SimulatedCardReader final : public CardReader {
 public:
  /// Its URI is `simulated:<name>`. `clock` and `entropy` outlive it.
  SimulatedCardReader(std::string_view name, Clock& clock, Entropy& entropy, ReaderMake make = ReaderMake::rc_s300);
  ~SimulatedCardReader() override;

  [[nodiscard]] const std::string& uri() const override;
  Result<void> start(DeviceSink& sink) override;
  void stop() override;

  /// A card touches the reader and stays until `remove`, instead of what lay there.
  void touch(std::shared_ptr<simulators::Card> card);
  /// Several at once: a PN532 tells that they are, a PC/SC reader shows the first.
  void touch(std::vector<std::shared_ptr<simulators::Card>> cards);
  /// No card lies there any more. Faults end with it.
  void remove();
  /// Something goes wrong with the next card, or the one that is there. Fails: `unsupported` if a reader of this make
  /// cannot have such a fault.
  Result<void> inject(ReaderFault fault);

  void unplug();
  void replug();
  /// It cannot be opened any more, as `device_busy`, `device_permission` or `service_unavailable`, until `replug`.
  void refuse(ErrorCode code);

 private:
  std::unique_ptr<SimulatedOutlet> outlet_;
  std::mutex mutex_;  ///< guards the cards
  std::unique_ptr<SimulatedCards> cards_;
};

}  // namespace kazasu::drivers
