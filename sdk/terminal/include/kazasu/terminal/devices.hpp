#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "kazasu/identify/identify.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu {

struct DeviceOptions {
  /// A card reader looks for the cards that these need; for every card if there are none.
  std::span<const IdentificationMethod> methods;
  /// Where card readers keep their last frames and scanners their last reads, identifiers masked; empty for no flight
  /// recorder.
  std::filesystem::path trace_directory;
  bool trace_scans_whole = false;  ///< scanners' reads as they are, for `…:recording=FILE`
};

/// The driver of a device URI; `unsupported` for a scheme that this build has no driver for.
Result<std::unique_ptr<SensingDevice>> open_device(std::string_view uri, Clock& clock, Entropy& entropy,
                                                   const DeviceOptions& options = {});

/// Whether what a URI names ends by itself: a recording, pictures.
bool ends_by_itself(std::string_view uri);

}  // namespace kazasu
