#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kazasu/seams/scanner.hpp"
#include "scanner/recording.hpp"
#include "scanner/scan_pipeline.hpp"

namespace kazasu::drivers {

/// A recording and what its reads mean.
struct OpenedRecording {
  Recording recording;
  std::unique_ptr<ScanPipeline> pipeline;
};
using OpenRecording = std::function<Result<OpenedRecording>()>;

/// A scanner whose device is a recording: read once from its beginning with each start, as fast as it goes, its
/// silences counted as they were. At its end the scanner is lost. `clock` outlives it.
std::unique_ptr<Scanner> make_recorded_scanner(std::string uri, OpenRecording open, std::chrono::milliseconds repeat,
                                               Clock& clock);

}  // namespace kazasu::drivers
