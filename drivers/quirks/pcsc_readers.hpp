#pragma once

#include <string_view>

namespace kazasu::drivers {

/// How a PC/SC reader carries FeliCa frames.
enum class FelicaDialect {
  none,         ///< only the standard pseudo-APDUs: a card is its UID
  transparent,  ///< PC/SC part 3 supplement, FF C2
  acr122u,      ///< PN532 commands in direct transmit
};

/// By the reader's name, from a table with evidence.
FelicaDialect felica_dialect(std::string_view reader_name);

}  // namespace kazasu::drivers
