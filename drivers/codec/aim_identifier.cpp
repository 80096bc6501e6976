#include "kazasu/drivers/scan/aim_identifier.hpp"

#include <algorithm>
#include <array>

#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kIdentifierBytes = 3;  // with the `]`

struct Letter {
  char letter;
  Symbology symbology;
};

// ISO/IEC 15424. X0 is what Zebra, NCR and Datalogic send for Bookland.
constexpr std::array kLetters{
    Letter{'A', Symbology::code39},  Letter{'C', Symbology::code128},    Letter{'E', Symbology::ean_upc},
    Letter{'F', Symbology::codabar}, Letter{'G', Symbology::code93},     Letter{'H', Symbology::code11},
    Letter{'I', Symbology::itf},     Letter{'J', Symbology::dotcode},    Letter{'L', Symbology::pdf417},
    Letter{'M', Symbology::msi},     Letter{'Q', Symbology::qr},         Letter{'S', Symbology::two_of_five},
    Letter{'X', Symbology::other},   Letter{'d', Symbology::datamatrix}, Letter{'e', Symbology::gs1_databar},
    Letter{'z', Symbology::aztec},
};

// Exactly these carry GS1 element strings; these follow the ECI protocol.
constexpr std::array<std::string_view, 10> kGs1{"C1", "Q3", "Q4", "d2", "d5", "e0", "J1", "J4", "z1", "z4"};
constexpr std::array<std::string_view, 10> kEci{"Q2", "Q4", "Q6", "d4", "d5", "d6", "L1", "z3", "z4", "J4"};

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::string_view name_of(Symbology symbology) {
  switch (symbology) {
    case Symbology::unknown: return "unknown";
    case Symbology::ean_upc: return "ean_upc";
    case Symbology::code128: return "code128";
    case Symbology::codabar: return "codabar";
    case Symbology::code39: return "code39";
    case Symbology::code93: return "code93";
    case Symbology::itf: return "itf";
    case Symbology::msi: return "msi";
    case Symbology::code11: return "code11";
    case Symbology::two_of_five: return "two_of_five";
    case Symbology::qr: return "qr";
    case Symbology::datamatrix: return "datamatrix";
    case Symbology::gs1_databar: return "gs1_databar";
    case Symbology::pdf417: return "pdf417";
    case Symbology::aztec: return "aztec";
    case Symbology::dotcode: return "dotcode";
    case Symbology::other: return "other";
  }
  return "";
}

Result<AimIdentifier> parse_aim_identifier(std::string_view identifier) {
  if (identifier.size() != kIdentifierBytes - 1 || !is_alphanumeric(identifier[1])) {
    return scan_error(ScanFault::no_identifier, "an AIM identifier is a letter and a modifier");
  }
  const auto found =
      std::find_if(kLetters.begin(), kLetters.end(), [&](Letter row) { return row.letter == identifier[0]; });
  if (found == kLetters.end())
    return scan_error(ScanFault::unknown_identifier, "no symbology of ISO/IEC 15424 has this letter");
  const auto among = [&](const auto& list) { return std::find(list.begin(), list.end(), identifier) != list.end(); };
  return AimIdentifier{found->symbology, identifier[0], identifier[1], among(kGs1), among(kEci)};
}

Result<AimSplit> split_aim_identifier(BytesView scan) {
  const std::string_view text = as_text(scan);
  if (text.size() < kIdentifierBytes || text.front() != ']') {
    return scan_error(ScanFault::no_identifier, "the scan does not begin with ] and two characters");
  }
  const std::string_view identifier = text.substr(1, kIdentifierBytes - 1);
  if (auto parsed = parse_aim_identifier(identifier); !parsed) return parsed.error();
  return AimSplit{identifier, scan.subspan(kIdentifierBytes)};
}

}  // namespace kazasu::drivers
