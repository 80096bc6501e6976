#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// Where a HID POS scanner puts a scan in its report (HID usage page 8C). Offsets count from the report's first byte as
/// hidraw delivers it: the report id, if reports are numbered.
struct HidPosLayout {
  std::uint8_t id = 0;               ///< 0: reports are not numbered
  std::size_t size = 0;              ///< bytes of a report, with its id
  std::optional<std::size_t> count;  ///< how many data bytes are valid; nothing: trailing NULs are padding
  std::optional<std::size_t> aim;    ///< the AIM identifier's three bytes
  std::size_t data = 0;
  std::size_t data_len = 0;
  std::optional<std::size_t> cont;  ///< the flag "data continued"
  unsigned cont_bit = 0;            ///< its bit in that byte
};

/// Reads the layout from a report descriptor, never from the model. Fails: `scan_invalid` with bad_descriptor (damaged,
/// or beyond 4096 bytes a report) or not_a_scanner (no scanned data).
Result<HidPosLayout> parse_hid_pos_descriptor(BytesView descriptor);

/// A scan out of reports, or why it is none.
struct HidPosScan {
  Bytes data;
  std::string symbology;           ///< AIM identifier without `]`, "" if there is none
  std::optional<ScanFault> fault;  ///< bad_count, bad_length, incomplete, too_long
  std::int64_t monotonic_ns = 0;
};

/// Joins reports into scans. Pure: time comes in with the reports. After a fault the next whole scan is good again.
class HidPosAssembler {
 public:
  explicit HidPosAssembler(HidPosLayout layout) : layout_(layout) {}

  /// Takes a report as hidraw delivers it. Reports of another id are passed over.
  void feed(BytesView report, std::int64_t monotonic_ns, std::vector<HidPosScan>& scans);
  /// A report that was announced and has not come by `deadline_ns` leaves the scan incomplete.
  void pass_time(std::int64_t monotonic_ns, std::vector<HidPosScan>& scans);
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const;
  /// The device has gone: what has begun is incomplete.
  void end(std::int64_t monotonic_ns, std::vector<HidPosScan>& scans);

 private:
  void fail(ScanFault fault, std::int64_t monotonic_ns, std::vector<HidPosScan>& scans);
  [[nodiscard]] bool continued(BytesView report) const;

  HidPosLayout layout_;
  bool pending_ = false;
  bool discarding_ = false;  ///< in the rest of a scan that was too long
  Bytes data_;
  std::string symbology_;
  std::int64_t last_ns_ = 0;
};

}  // namespace kazasu::drivers
