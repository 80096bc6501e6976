#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// What a scanner's device gave, read by read.
struct Recording {
  struct Read {
    std::int64_t monotonic_ns = 0;  ///< from any beginning; never falls
    Bytes bytes;                    ///< whole input events, or one HID report
  };
  Bytes report_descriptor;  ///< of a HID device; empty for input events
  std::vector<Read> reads;
};

/// The file of a URI whose path is `recording=FILE`; nothing for a device's path.
std::optional<std::filesystem::path> recording_of(const DeviceUri& uri);

/// Reads what such a tool wrote from a text; `name` stands before the number of a line that is none.
Result<Recording> parse_event_recording(std::string_view text, std::string_view name);
Result<Recording> parse_report_recording(std::string_view text, std::string_view name);

/// Input events, as `evemu-record` writes them (lines `E: seconds type code value`), or as a flight recorder keeps
/// them. Fails: `file_unreadable`; `message_invalid` with the line that is none.
Result<Recording> read_event_recording(const std::filesystem::path& file);
/// HID reports, as `hid-recorder` writes them (`R:` the report descriptor, `E: seconds size bytes`), or as a flight
/// recorder keeps them. Fails alike.
Result<Recording> read_report_recording(const std::filesystem::path& file);

}  // namespace kazasu::drivers
