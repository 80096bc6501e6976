#include "kazasu/drivers/scan/data_event_queue.hpp"

#include <array>

namespace kazasu::drivers {
namespace {

struct DataType {
  std::string_view identifier;  ///< one letter: any modifier that has no row of its own
  int type;
};

// ScannerConst of JavaPOS 1.15.2.
constexpr std::array kDataTypes{DataType{"Q3", 209}, DataType{"Q4", 209}, DataType{"Q", 204},  DataType{"d2", 208},
                                DataType{"d5", 208}, DataType{"d", 203},  DataType{"C1", 120}, DataType{"C", 110},
                                DataType{"F", 107},  DataType{"A1", 137}, DataType{"A3", 137}, DataType{"A", 108},
                                DataType{"G", 109},  DataType{"I1", 133}, DataType{"I3", 133}, DataType{"I", 106},
                                DataType{"H", 142},  DataType{"M", 143},  DataType{"S", 105},  DataType{"L", 201},
                                DataType{"z", 206},  DataType{"X", 501},  DataType{"J", 501}};

constexpr int kUpcA = 101, kUpcE = 102, kEan8 = 103, kEan13 = 104;
constexpr int kUpcAWithAddOn = 111, kUpcEWithAddOn = 112, kEan8WithAddOn = 118, kEan13WithAddOn = 119;
constexpr int kDataBar = 131, kDataBarExpanded = 132;
constexpr std::size_t kDataBarBytes = 16;  // AI 01 and a GTIN

int ean_type(std::string_view identifier, std::size_t size) {
  if (identifier == "E4") return kEan8;
  if (identifier == "E3") {
    switch (size) {
      case 15:
      case 18: return kEan13WithAddOn;
      case 14:
      case 17: return kUpcAWithAddOn;
      case 10:
      case 13: return kEan8WithAddOn;
      case 9:
      case 12: return kUpcEWithAddOn;
      default: return 0;
    }
  }
  switch (size) {
    case 13: return kEan13;
    case 12: return kUpcA;
    case 8: return kEan8;
    case 6:
    case 7: return kUpcE;
    default: return 0;
  }
}

}  // namespace

std::string_view name_of(UposResult result) {
  switch (result) {
    case UposResult::ok: return "ok";
    case UposResult::closed: return "closed";
    case UposResult::not_claimed: return "not_claimed";
    case UposResult::disabled: return "disabled";
    case UposResult::illegal: return "illegal";
  }
  return "";
}

int upos_number(UposResult result) {
  switch (result) {
    case UposResult::ok: return 0;
    case UposResult::closed: return 101;
    case UposResult::not_claimed: return 103;
    case UposResult::disabled: return 105;
    case UposResult::illegal: return 106;
  }
  return 0;
}

int upos_scan_data_type(const ScanSighting& scan) {
  const std::string_view identifier = scan.symbology;
  if (identifier.size() != 2) return 0;
  if (identifier[0] == 'E') return ean_type(identifier, scan.data.size());
  // DataBar and DataBar Expanded have one identifier: what holds more than a GTIN must be the latter.
  if (identifier[0] == 'e')
    return scan.data.size() == kDataBarBytes && as_text(scan.data).starts_with("01") ? kDataBar : kDataBarExpanded;
  for (const DataType& row : kDataTypes) {
    if (identifier.starts_with(row.identifier)) return row.type;
  }
  return 0;
}

}  // namespace kazasu::drivers
