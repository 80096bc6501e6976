#include "kazasu/values/sighting.hpp"

#include <utility>

namespace kazasu {

Sighting Sighting::from_scan(BytesView data, std::string symbology) {
  return {
      .device = "pos", .monotonic_ns = 0, .seen = ScanSighting{std::move(symbology), Bytes{data.begin(), data.end()}}};
}

}  // namespace kazasu
