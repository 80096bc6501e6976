#pragma once

#include <memory>
#include <vector>

#include "nfc/card_link.hpp"
#include "nfc/pn53x_field.hpp"
#include "simulated/due_fault.hpp"
#include "simulated/pn532_chip.hpp"
#include "simulated/spoiled_answer.hpp"

namespace kazasu::drivers {

/// A simulated PN532 with nothing between it and the driver but its frames. Thread: one.
class SimulatedChip final : public ChipTransport {
 public:
  void set_cards(const std::vector<std::shared_ptr<simulators::Card>>& cards);
  /// Falls on the exchanges with a card; looks for cards do not count.
  void inject(ReaderFault fault) { faults_.inject(fault); }
  void heal() { faults_.forget(); }

  Result<Bytes> command(BytesView command, int timeout_ms, const char* doing) override;
  void rest(std::chrono::milliseconds) override {}

 private:
  Result<Bytes> exchange_frames(BytesView command, const char* doing);

  simulators::Pn532Chip chip_;
  std::vector<std::shared_ptr<FaultyCard>> cards_;
  DueFault faults_;
};

/// FeliCa frames, type 2 commands and APDUs to the card that the field has selected; it outlives the link.
class Pn53xLink final : public CardLink {
 public:
  explicit Pn53xLink(Pn53xField& field) : field_(field) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override;

 private:
  Pn53xField& field_;
};

}  // namespace kazasu::drivers
