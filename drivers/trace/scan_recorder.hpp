#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "kazasu/drivers/scan/hid_pos.hpp"
#include "kazasu/seams/clock.hpp"
#include "trace/ring_file.hpp"

namespace kazasu::drivers::trace {

/// What a scanner's reads are, so that what they hold can be masked.
enum class ScanReads { bytes, input_events, hid_reports };

/// Keeps a scanner's last reads in a ring file, with their times. Unless they are wanted whole, every digit becomes 0
/// and every letter a: what codes hold is gone, and lengths, marks, terminators, layouts and times stay. Thread: one at
/// a time.
class ScanRecorder {
 public:
  /// As FlightRecorder::open.
  static std::unique_ptr<ScanRecorder> open(const std::filesystem::path& directory, const std::string& device,
                                            ScanReads reads, bool whole, Clock& clock);

  /// The device has been opened; with a HID device's report descriptor.
  void opened(BytesView report_descriptor);
  void read(BytesView bytes);

 private:
  ScanRecorder(RingFile file, std::string device, ScanReads reads, bool whole, Clock& clock)
      : file_(std::move(file)), device_(std::move(device)), reads_(reads), whole_(whole), clock_(clock) {}
  void append(RecordKind kind, BytesView bytes) { file_.append(kind, clock_.monotonic_ns(), bytes); }
  void append_opened();
  void mask(Bytes& bytes) const;

  RingFile file_;
  const std::string device_;
  const ScanReads reads_;
  const bool whole_;
  Clock& clock_;
  Bytes report_descriptor_;
  std::optional<HidPosLayout> layout_;  ///< where a report's data lies
  std::size_t since_opened_ = 0;        ///< reads since the device was last named in the file
};

/// The report descriptor in an `opened` record.
Bytes opened_descriptor(BytesView record);

}  // namespace kazasu::drivers::trace
