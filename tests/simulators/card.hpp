#pragma once

#include <optional>

#include "kazasu/values/bytes.hpp"

namespace kazasu::simulators {

/// How a card talks on air, which is what a reader tells of it in the ATR.
enum class AirProtocol { felica, iso14443a_type2, iso14443a_iso_dep };

/// A card or phone in a reader's field. Thread: one at a time; the reader's while it lies there.
class Card {
 public:
  virtual ~Card() = default;
  [[nodiscard]] virtual AirProtocol protocol() const = 0;
  /// The UID, or the IDm of a FeliCa card.
  [[nodiscard]] virtual Bytes uid() const = 0;
  /// The card enters a field: what is volatile is as new.
  virtual void power_up() {}
  /// A frame of the card's protocol (FeliCa: LEN ‖ payload); nothing if the card stays silent.
  virtual std::optional<Bytes> exchange(BytesView frame) = 0;
};

}  // namespace kazasu::simulators
