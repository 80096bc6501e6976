#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kazasu::drivers {

/// Which reader a simulated one is like: it has that one's name, ATRs and way to carry a card's frames, and the driver
/// treats it as that one.
enum class ReaderMake {
  rc_s300,          ///< Sony RC-S300: the transparent session of PC/SC part 3
  rc_s300_storage,  ///< the same behind a driver that carries no session: Sony's storage commands
  acr122u,          ///< ACS ACR122U: PN532 commands in direct transmit
  acr1252u,         ///< ACS ACR1252U: FeliCa frames in direct transmit
  plain,            ///< any other PC/SC reader: UID and IDm, type 2 pages, APDUs
  pn532,            ///< a bare PN532, as libnfc drives it: it tells two cards apart
};
/// As in "rc_s300".
std::string_view name_of(ReaderMake make);
std::optional<ReaderMake> reader_make_of(std::string_view name);
/// All names, as a message lists them.
std::string reader_make_names();

}  // namespace kazasu::drivers
