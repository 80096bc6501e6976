#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace kazasu::simulation {

/// A folder on the real disk that goes with everything in it; its path is empty if there is none.
struct ScratchFolder {
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kazasu-sim-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path;
};

}  // namespace kazasu::simulation
