#pragma once

#include <memory>
#include <string>

#include "camera/grey_image.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers {

/// Frames of a V4L2 capture device, as grey: from GREY, YUYV, UYVY or NV12.
class VideoStream {
 public:
  /// Takes the device and starts it. Fails: `device_not_found`, `device_permission`, `device_busy`,
  /// `configuration_invalid` for what is no camera or has no format of these.
  static Result<std::unique_ptr<VideoStream>> open(const std::string& path, unsigned width, unsigned height);
  virtual ~VideoStream() = default;

  /// Ready to read: a frame is there.
  [[nodiscard]] virtual int descriptor() const = 0;
  /// The next frame; nothing in it if the driver marked it as damaged. Fails: `device_lost`.
  virtual Result<GreyImage> next() = 0;
};

}  // namespace kazasu::drivers
