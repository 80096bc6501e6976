#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kazasu/drivers/simulated/card.hpp"

namespace kazasu::simulators {

/// What a make of reader answers to APDUs and says of cards. Thread: the reader's.
class ReaderModel {
 public:
  virtual ~ReaderModel() = default;
  /// The name that a PC/SC driver gives it.
  [[nodiscard]] virtual std::string friendly_name() const = 0;
  /// The ATR it makes up for a card.
  [[nodiscard]] virtual Bytes atr(const Card& card) const = 0;
  /// Its answer, with a status word.
  virtual Bytes answer(BytesView apdu, Card& card) = 0;
  /// Its answer to an escape command, which needs no card; nothing if its driver lets none through.
  virtual std::optional<Bytes> escape(BytesView command);
  /// A card was put on, or the power came: sessions are gone.
  virtual void reset() {}
};

/// Sony RC-S300: the transparent session of PC/SC part 3, with the timer low byte first.
std::unique_ptr<ReaderModel> sony_rc_s300();
/// The same behind a driver that carries no session: nothing but Sony's storage commands.
std::unique_ptr<ReaderModel> sony_rc_s300_storage();
/// ACS ACR122U: commands for its PN532 in FF 00 00 00, and an ATR that takes FeliCa for ISO 14443 A.
std::unique_ptr<ReaderModel> acs_acr122u();
/// ACS ACR1252U: FeliCa frames in FF 00 00 00 with nothing around them.
std::unique_ptr<ReaderModel> acs_acr1252u();
/// Any other contactless reader: the standard's commands for UIDs and storage cards, APDUs, and nothing more.
std::unique_ptr<ReaderModel> plain_reader();

}  // namespace kazasu::simulators
