#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "kazasu/values/result.hpp"
#include "nfc/found_card.hpp"

namespace kazasu::drivers {

/// Commands to a PN53x chip, whatever carries their frames.
class ChipTransport {
 public:
  virtual ~ChipTransport() = default;
  /// A command from its code on; the answer after its code. A status byte in it that says no is an error:
  /// `card_timeout` (silent, or damaged on the air), `card_removed`, `card_answer_invalid`. `device_lost` if the chip
  /// is silent.
  virtual Result<Bytes> command(BytesView command, int timeout_ms, const char* doing) = 0;
  /// Lets cards rest.
  virtual void rest(std::chrono::milliseconds time) = 0;
};

/// Looks for cards with a PN53x chip, as a polling plan says, and passes frames to the one that was found. Thread: one.
class Pn53xField {
 public:
  /// `chip` outlives it.
  explicit Pn53xField(ChipTransport& chip) : chip_(&chip) {}

  /// Once, before the first look: tries are bounded.
  Result<void> prepare();
  /// One cycle; the one card, if it is one, is selected afterwards. `interrupted` is asked between two looks, and
  /// breaks them off with `cancelled`.
  Result<std::vector<FoundCard>> look(std::span<const PollingStep> steps, const std::function<bool()>& interrupted);
  /// A frame to the selected card, within `time_limit_ms`; `unaddressed`: by InCommunicateThru, as Polling needs it.
  /// `card_removed` if none is selected.
  Result<Bytes> exchange(BytesView frame, bool unaddressed, int time_limit_ms);

 private:
  struct Found {
    std::vector<FoundCard> cards;
    const PollingStep* at = nullptr;  ///< the step that found the first
    bool together = false;            ///< one look found several
  };
  Result<Found> look_around(std::span<const PollingStep> steps, const std::function<bool()>& interrupted);
  Result<void> look_at(std::span<const PollingStep> steps, const std::function<bool()>& interrupted, Found& found);
  Result<std::vector<FoundCard>> look_once(const PollingStep& step);
  Result<bool> still_there();
  Result<void> restart_field();

  ChipTransport* chip_;
  std::optional<FoundCard> selected_;
  bool activated_ = false;  ///< an ISO 14443 card was, since the field came on
};

}  // namespace kazasu::drivers
