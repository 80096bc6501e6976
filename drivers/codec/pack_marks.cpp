#include "kazasu/drivers/scan/pack_marks.hpp"

#include <algorithm>

#include "kazasu/drivers/scan/classify.hpp"

namespace kazasu::drivers {
namespace {

/// The GTINs that the scan may stand for.
std::vector<std::string> gtins_of(const ScanSighting& scan) {
  std::vector<std::string> gtins;
  for (ScanCandidate& candidate : classify_scan(scan, ScanConfiguration{})) {
    if (candidate.kind == ScanKind::product) gtins.push_back(std::move(candidate.value));
  }
  return gtins;
}

/// One symbol read twice is the same text; where only the symbology tells two apart, both must be known.
bool is_written_otherwise(const ScanSighting& one, const ScanSighting& other) {
  if (one.data != other.data) return true;
  return !one.symbology.empty() && !other.symbology.empty() && one.symbology != other.symbology;
}

}  // namespace

bool PackMarks::is_second(const ScanSighting& scan, std::int64_t monotonic_ns) {
  bool second = false;
  if (any_ && monotonic_ns - last_ns_ < kWindowNs && is_written_otherwise(scan, last_)) {
    const auto before = gtins_of(last_), now = gtins_of(scan);
    second = std::find_first_of(before.begin(), before.end(), now.begin(), now.end()) != before.end();
  }
  any_ = !second;
  last_ns_ = monotonic_ns;
  if (any_) last_ = scan;
  return second;
}

}  // namespace kazasu::drivers
