#pragma once

#include <filesystem>

namespace kazasu::drivers {

/// Where a scanner keeps its last reads (a ring file of 1 MiB), for `…:recording=FILE` to be read again.
struct ScanTrace {
  std::filesystem::path directory;  ///< empty for nowhere
  bool whole = false;               ///< as they are; else what codes hold is masked: digits as 0, letters as a
};

}  // namespace kazasu::drivers
