#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "camera/found_code.hpp"
#include "camera/picture.hpp"
#include "supervised/supervised_process.hpp"

namespace kazasu::drivers {

/// Finds codes in pictures, in a helper process: zxing-cpp, as Debian builds it, can end its process on some pictures,
/// and pictures come from outside. Thread: one at a time.
class ImageDecoder {
 public:
  /// `stop_event`: as of SupervisedProcess.
  ImageDecoder(std::string helper, int stop_event);

  /// The codes of a picture, each once. Starts the helper if none runs. Fails: `file_unreadable` for what is no
  /// picture; `scan_invalid` with decoder_failed if the helper died or hung over it, the next call starts another;
  /// `device_not_found` if the helper program is not there; `cancelled`.
  Result<std::vector<FoundCode>> find(const Picture& picture, FrameView view, std::chrono::milliseconds deadline);

  /// The helper's process; -1 if none runs.
  [[nodiscard]] pid_t process() const { return helper_ && helper_->alive() ? helper_->process() : -1; }

 private:
  Result<void> start();

  const std::string program_;
  const int stop_event_;
  FileDescriptor shared_;  ///< the picture lies in it
  std::optional<SupervisedProcess> helper_;
};

}  // namespace kazasu::drivers
