#pragma once

#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The kind of symbol, from the letter of the AIM identifier (ISO/IEC 15424).
enum class Symbology {
  unknown,  ///< the scanner sent no identifier
  ean_upc,
  code128,
  codabar,  ///< NW-7
  code39,
  code93,
  itf,
  msi,
  code11,
  two_of_five,
  qr,
  datamatrix,
  gs1_databar,  ///< and GS1 composite
  pdf417,
  aztec,
  dotcode,
  other,
};

/// `ean_upc`
std::string_view name_of(Symbology symbology);

/// What `]` + letter + modifier says of the data behind it. Modifiers beyond GS1 and ECI are hints only: makers differ.
struct AimIdentifier {
  Symbology symbology = Symbology::unknown;
  char letter = 0;
  char modifier = 0;
  bool gs1 = false;  ///< the data is a GS1 element string
  bool eci = false;  ///< the data follows the ECI protocol: `\` is an escape
};

/// Reads an identifier without its `]`, as in "E0". Fails: `scan_invalid` with no_identifier or unknown_identifier.
Result<AimIdentifier> parse_aim_identifier(std::string_view identifier);

/// A scan whose identifier has been split off. Views into the scan.
struct AimSplit {
  std::string_view identifier;  ///< "E0"
  BytesView data;
};

/// Splits `]E04901234567894`. Fails: `scan_invalid` with no_identifier or unknown_identifier.
Result<AimSplit> split_aim_identifier(BytesView scan);

}  // namespace kazasu::drivers
