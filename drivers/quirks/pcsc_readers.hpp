#pragma once

#include <span>
#include <string_view>

namespace kazasu::drivers {

/// How a PC/SC reader carries FeliCa frames.
enum class FelicaDialect {
  none,                 ///< only the standard pseudo-APDUs: a FeliCa card is its IDm
  transparent_session,  ///< PC/SC part 3 supplement, FF C2
  storage_commands,     ///< no frames, but reading and writing of blocks: FF A4, FF B0 80, FF D6 80
  acr122u,              ///< PN532 commands in direct transmit
  acr1252u,             ///< the frame itself in direct transmit
};
/// As in "transparent_session".
std::string_view name_of(FelicaDialect dialect);

/// What is known about readers of a name.
struct PcscReaderQuirk {
  std::string_view name_pattern;  ///< as PC/SC names the reader; * and ? as in a file name
  FelicaDialect dialect = FelicaDialect::none;
  bool switch_field_on = false;  ///< the session needs FF C2 … 84 00 before the protocol is chosen
  bool contactless = true;       ///< false for a slot that takes contact cards (SAM): it is left alone
  std::string_view evidence{};   ///< where it is known from, or what is only assumed
  /// What is tried when the reader, or the driver that the machine has for it, knows nothing of the first.
  FelicaDialect otherwise = FelicaDialect::none;
  bool tells_firmware = false;  ///< by FF 00 48 in an escape command
};

/// The whole table; the first row that matches counts.
std::span<const PcscReaderQuirk> pcsc_reader_quirks();
/// The row for a reader; its default is a reader with nothing but the standard.
const PcscReaderQuirk& quirk_of(std::string_view reader_name);

}  // namespace kazasu::drivers
