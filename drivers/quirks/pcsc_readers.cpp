#include "quirks/pcsc_readers.hpp"

#include <array>

#include "quirks/name_pattern.hpp"

namespace kazasu::drivers {
namespace {

using enum FelicaDialect;

constexpr std::array<PcscReaderQuirk, 8> kQuirks{{
    {"SONY FeliCa RC-S300*", transparent_session, true, true,
     "PC/SC part 3 supplement as public RC-S300 code uses it, in its order: start, field on, switch protocol; Sony's "
     "rows "
     "of storage commands where no session is to be had",
     storage_commands},
    {"SONY FeliCa Port/PaSoRi 4.0*", transparent_session, true, true,
     "the RC-S300's name on Windows, whose own driver may carry no session; whether it carries the storage commands is "
     "not seen",
     storage_commands},
    {"SONY FeliCa RC-S660*", transparent_session, true, true,
     "the module inside the RC-S300; name by analogy, not seen", storage_commands},
    {"ACS ACR122U*", acr122u, false, true,
     "ACR122U API 2.04, direct transmit with D4 40 01; Polling by D4 42 from PN532 practice, not in that manual. "
     "Firmware by FF 00 48, as the manual has it and nfcpy's tests recorded it",
     none, true},
    {"ACS ACR1252* SAM*", none, false, false,
     "the reader's second slot, for a SAM; the CCID driver puts SAM into its name"},
    {"ACS ACR1252*SAM]*", none, false, false, "the same, as newer CCID drivers write it"},
    {"ACS ACR1252*", acr1252u, false, true,
     "recorded by third parties: the frame itself in FF 00 00 00, with no D4; not seen on a reader of our own"},
    {"*", none, false, true, "PC/SC part 3: FF CA is what every contactless reader has"},
}};

}  // namespace

std::string_view name_of(FelicaDialect dialect) {
  switch (dialect) {
    case FelicaDialect::none: return "none";
    case FelicaDialect::transparent_session: return "transparent_session";
    case FelicaDialect::storage_commands: return "storage_commands";
    case FelicaDialect::acr122u: return "acr122u";
    case FelicaDialect::acr1252u: return "acr1252u";
  }
  return "none";
}

std::span<const PcscReaderQuirk> pcsc_reader_quirks() {
  return kQuirks;
}

const PcscReaderQuirk& quirk_of(std::string_view reader_name) {
  for (const PcscReaderQuirk& quirk : kQuirks) {
    if (matches(quirk.name_pattern, reader_name)) return quirk;
  }
  return kQuirks.back();
}

}  // namespace kazasu::drivers
