#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/bytes.hpp"

namespace kazasu::simulators {

/// A card as the air interface sees it. Called from the reader's thread only.
class SimulatedCard {
 public:
  virtual ~SimulatedCard() = default;
  /// What a PC/SC reader makes of it.
  [[nodiscard]] virtual Bytes atr() const = 0;
  /// What the reader's "get UID" gives.
  [[nodiscard]] virtual Bytes uid() const = 0;
  /// The field was off: what is volatile is forgotten.
  virtual void power_cycle() {}
  /// A FeliCa frame (LEN ‖ payload); nothing when the card stays silent.
  virtual std::optional<Bytes> felica(BytesView frame);
};

}  // namespace kazasu::simulators
