#pragma once

#include <array>
#include <optional>

#include "kazasu/values/bytes.hpp"

namespace kazasu::simulators {

/// How a card talks on air, which is what a reader tells of it in the ATR.
enum class AirProtocol { felica, iso14443a_type2, iso14443a_iso_dep, iso14443b_iso_dep };

/// A card or phone in a reader's field. Thread: one at a time; the reader's while it lies there.
class Card {
 public:
  virtual ~Card() = default;
  [[nodiscard]] virtual AirProtocol protocol() const = 0;
  /// The UID (type A), the PUPI (type B), or the IDm of a FeliCa card.
  [[nodiscard]] virtual Bytes uid() const = 0;
  /// What an ISO-DEP card answers to RATS, from TL on: a phone's by default (106 kbit/s only, FWI 8).
  [[nodiscard]] virtual Bytes ats() const { return {0x05, 0x78, 0x80, 0x70, 0x02}; }
  /// The card enters a field: what is volatile is as new.
  virtual void power_up() {}
  /// A frame of the card's protocol (FeliCa: LEN ‖ payload; type 2: command and parameters; ISO-DEP: an APDU);
  /// nothing if the card stays silent.
  virtual std::optional<Bytes> exchange(BytesView frame) = 0;
};

}  // namespace kazasu::simulators
