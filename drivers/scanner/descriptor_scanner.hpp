#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kazasu/drivers/scanner/scan_trace.hpp"
#include "kazasu/seams/scanner.hpp"
#include "scanner/scan_pipeline.hpp"
#include "system/file_descriptor.hpp"
#include "trace/scan_recorder.hpp"

namespace kazasu::drivers {

/// A device that has been opened for this process alone, and what its reads mean.
struct OpenedScanner {
  FileDescriptor descriptor;  ///< non-blocking
  std::unique_ptr<ScanPipeline> pipeline;
  Bytes report_descriptor;  ///< of a HID device
};
using OpenScanner = std::function<Result<OpenedScanner>()>;

/// A scanner behind a file descriptor, opened by `open` on the scanner's own thread, again and again while it fails or
/// is lost; `reads` says what it gives, for a trace. `clock` outlives it.
std::unique_ptr<Scanner> make_descriptor_scanner(std::string uri, OpenScanner open, std::chrono::milliseconds repeat,
                                                 trace::ScanReads reads, ScanTrace trace, Clock& clock);

/// `errno` after a failed open or ioctl, as `device_permission`, `device_busy`, `configuration_invalid` or
/// `device_not_found`.
Error device_open_error(const std::string& path, int error);

}  // namespace kazasu::drivers
