#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// Tells the second mark of a pack that carries two (an EAN and a QR code with the same GTIN, as many will until and
/// after 2027) from a second pack. One a device.
class PackMarks {
 public:
  static constexpr std::int64_t kWindowNs = 1'000'000'000;

  /// Whether `scan` is another mark of the item that the scan just before was of: the same GTIN, written otherwise,
  /// within a second. Two marks make one pack, so a third scan begins the next one.
  bool is_second(const ScanSighting& scan, std::int64_t monotonic_ns);

 private:
  ScanSighting last_;
  std::int64_t last_ns_ = 0;
  bool any_ = false;  ///< the scan before is there and is no second mark itself
};

}  // namespace kazasu::drivers
