#pragma once

#include <memory>
#include <string>

#include "camera/picture.hpp"
#include "kazasu/values/result.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers {

/// What is asked of a camera; it may answer with another size.
struct VideoSettings {
  std::string path;
  unsigned width = 1'280;
  unsigned height = 720;
  std::string format;  ///< a name of kPixelFormats; "": the first that comes often enough, see video_stream.cpp
};

/// Frames of a V4L2 capture device: grey from GREY, NV12, YUYV or UYVY, or as JPEG.
class VideoStream {
 public:
  /// Takes the device and starts it. Fails: `device_not_found`, `device_permission`, `device_busy`,
  /// `configuration_invalid` for what is no camera or has no format of these.
  static Result<std::unique_ptr<VideoStream>> open(const VideoSettings& settings);
  virtual ~VideoStream() = default;

  /// Ready to read: a frame is there.
  [[nodiscard]] virtual int descriptor() const = 0;
  /// The next frame; nothing in it if the driver marked it as damaged. Fails: `device_lost`.
  virtual Result<Picture> next() = 0;
};

}  // namespace kazasu::drivers
