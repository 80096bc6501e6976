#include "kazasu/drivers/scan/hid_pos.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::size_t kScanBytesMax = 8'192;
constexpr std::size_t kAimBytes = 3;
constexpr std::int64_t kNextReportNs = 500'000'000;  // scan.md, section 16.2: a report that never comes

bool reaches(std::size_t offset, std::size_t bytes, BytesView report) {
  return offset <= report.size() && bytes <= report.size() - offset;
}

}  // namespace

void HidPosAssembler::feed(BytesView report, std::int64_t monotonic_ns, std::vector<HidPosScan>& scans) {
  if (layout_.id != 0 && (report.empty() || report[0] != layout_.id)) return;
  pass_time(monotonic_ns, scans);
  last_ns_ = monotonic_ns;
  const bool whole = reaches(layout_.data, layout_.data_len, report) &&
                     (!layout_.count || reaches(*layout_.count, 1, report)) &&
                     (!layout_.aim || reaches(*layout_.aim, kAimBytes, report)) &&
                     (!layout_.cont || reaches(*layout_.cont, 1, report));
  if (!whole) return fail(ScanFault::bad_length, monotonic_ns, scans);
  BytesView data = report.subspan(layout_.data, layout_.data_len);
  if (layout_.count) {
    const std::size_t count = report[*layout_.count];
    if (count > data.size()) return fail(ScanFault::bad_count, monotonic_ns, scans);
    data = data.first(count);
  }
  const bool more = continued(report);
  if (!layout_.count && !more) {
    while (!data.empty() && data.back() == 0) data = data.first(data.size() - 1);
  }
  if (discarding_) {
    discarding_ = more;
    pending_ = more;
    return;
  }
  if (!pending_ && layout_.aim) {
    const std::string_view aim = as_text(report.subspan(*layout_.aim, kAimBytes));
    if (aim[0] == ']') symbology_ = aim.substr(1);
  }
  if (data_.size() + data.size() > kScanBytesMax) {
    fail(ScanFault::too_long, monotonic_ns, scans);
    discarding_ = more;
    pending_ = more;
    return;
  }
  data_.insert(data_.end(), data.begin(), data.end());
  pending_ = more;
  if (more) return;
  if (!data_.empty()) scans.push_back({std::move(data_), std::move(symbology_), std::nullopt, monotonic_ns});
  data_.clear();
  symbology_.clear();
}

void HidPosAssembler::pass_time(std::int64_t monotonic_ns, std::vector<HidPosScan>& scans) {
  const auto deadline = deadline_ns();
  if (deadline && monotonic_ns >= *deadline) end(*deadline, scans);
}

std::optional<std::int64_t> HidPosAssembler::deadline_ns() const {
  if (!pending_) return std::nullopt;
  return last_ns_ + kNextReportNs;
}

void HidPosAssembler::end(std::int64_t monotonic_ns, std::vector<HidPosScan>& scans) {
  if (!pending_) return;
  if (discarding_) {
    pending_ = discarding_ = false;  // that the scan is too long was told already
    return;
  }
  fail(ScanFault::incomplete, monotonic_ns, scans);
}

void HidPosAssembler::fail(ScanFault fault, std::int64_t monotonic_ns, std::vector<HidPosScan>& scans) {
  pending_ = discarding_ = false;
  data_.clear();
  symbology_.clear();
  scans.push_back({{}, {}, fault, monotonic_ns});
}

bool HidPosAssembler::continued(BytesView report) const {
  return layout_.cont && (report[*layout_.cont] >> layout_.cont_bit & 1) != 0;
}

}  // namespace kazasu::drivers
