#include "quirks/pcsc_readers.hpp"

#include <array>

namespace kazasu::drivers {
namespace {

struct ReaderQuirk {
  std::string_view name_begins;
  FelicaDialect dialect;
  std::string_view evidence;
};

constexpr std::array kQuirks{
    ReaderQuirk{"SONY FeliCa RC-S300", FelicaDialect::transparent, "PC/SC part 3 supplement as used in Sony RC-S660/S code; nfc reference 3.3, 3.7"},
    ReaderQuirk{"SONY FeliCa RC-S660", FelicaDialect::transparent, "the module inside the RC-S300; nfc reference 3.7"},
    ReaderQuirk{"ACS ACR122U", FelicaDialect::acr122u, "ACR122U API 2.04, direct transmit; nfc reference 3.5"},
};

}  // namespace

FelicaDialect felica_dialect(std::string_view reader_name) {
  for (const ReaderQuirk& quirk : kQuirks) {
    if (reader_name.starts_with(quirk.name_begins)) return quirk.dialect;
  }
  return FelicaDialect::none;
}

}  // namespace kazasu::drivers
