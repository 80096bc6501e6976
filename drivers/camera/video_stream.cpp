#include "camera/video_stream.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "camera/pixel_format.hpp"
#include "scanner/descriptor_scanner.hpp"

namespace kazasu::drivers {
namespace {

constexpr unsigned kBuffers = 3;

/// Below it a code that passes is seen too seldom. USB 2.0 carries 1280 x 720 raw pixels some ten times a second, and
/// as JPEG thirty times.
constexpr double kFramesPerSecondWanted = 15;

class Mapping {
 public:
  Mapping(void* address, std::size_t size) : address_(address), size_(size) {}
  Mapping(Mapping&& other) noexcept : address_(std::exchange(other.address_, MAP_FAILED)), size_(other.size_) {}
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping() {
    if (ok()) ::munmap(address_, size_);
  }
  [[nodiscard]] bool ok() const { return address_ != MAP_FAILED; }
  [[nodiscard]] BytesView bytes() const { return {static_cast<const std::uint8_t*>(address_), size_}; }

 private:
  void* address_;
  std::size_t size_;
};

class V4l2Stream final : public VideoStream {
 public:
  V4l2Stream(FileDescriptor device, std::string path) : device_(std::move(device)), path_(std::move(path)) {}
  ~V4l2Stream() override {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    ::ioctl(device_.get(), VIDIOC_STREAMOFF, &type);
  }

  [[nodiscard]] int descriptor() const override { return device_.get(); }

  Result<void> start(const VideoSettings& settings) {
    v4l2_capability capability{};
    if (::ioctl(device_.get(), VIDIOC_QUERYCAP, &capability) != 0) return device_open_error(path_, errno);
    const std::uint32_t can =
        capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
    if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING))
      return Error{ErrorCode::configuration_invalid, path_ + " captures no video"};
    if (auto set = choose_format(settings); !set) return set;
    return map_buffers();
  }

  Result<Picture> next() override {
    v4l2_buffer buffer = capture_buffer();
    if (::ioctl(device_.get(), VIDIOC_DQBUF, &buffer) != 0) {
      if (errno == EAGAIN) return Picture{};
      return Error{ErrorCode::device_lost, path_ + ": " + std::generic_category().message(errno)};
    }
    Picture picture;
    if (!(buffer.flags & V4L2_BUF_FLAG_ERROR) && buffer.index < mappings_.size()) {
      const BytesView whole = mappings_[buffer.index].bytes();
      picture = picture_of_frame(layout_, whole.first(std::min<std::size_t>(buffer.bytesused, whole.size())));
    }
    if (::ioctl(device_.get(), VIDIOC_QBUF, &buffer) != 0)
      return Error{ErrorCode::device_lost, path_ + ": " + std::generic_category().message(errno)};
    return picture;
  }

 private:
  static v4l2_buffer capture_buffer() {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
  }

  /// How many frames of the format and size that is set come in a second; nothing if the camera does not say.
  [[nodiscard]] std::optional<double> frames_per_second(const FrameLayout& layout) const {
    std::optional<double> most;
    v4l2_frmivalenum interval{};
    interval.pixel_format = layout.format.code;
    interval.width = static_cast<__u32>(layout.width);
    interval.height = static_cast<__u32>(layout.height);
    for (; ::ioctl(device_.get(), VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0; ++interval.index) {
      const v4l2_fract shortest =
          interval.type == V4L2_FRMIVAL_TYPE_DISCRETE ? interval.discrete : interval.stepwise.min;
      if (shortest.numerator == 0) break;
      most = std::max(most.value_or(0), static_cast<double>(shortest.denominator) / shortest.numerator);
      if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE) break;
    }
    return most;
  }

  /// Sets a format; nothing if the camera does not have it.
  Result<std::optional<FrameLayout>> set_format(const PixelFormat& wanted, const VideoSettings& settings) {
    v4l2_format format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = settings.width;
    format.fmt.pix.height = settings.height;
    format.fmt.pix.pixelformat = wanted.code;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    if (::ioctl(device_.get(), VIDIOC_S_FMT, &format) != 0) {
      if (errno == EBUSY) return device_open_error(path_, errno);
      return std::optional<FrameLayout>{};
    }
    const v4l2_pix_format& pixels = format.fmt.pix;
    if (pixels.pixelformat != wanted.code || pixels.width == 0 || pixels.height == 0 || pixels.width > kImageSideMax ||
        pixels.height > kImageSideMax)
      return std::optional<FrameLayout>{};
    return std::optional{FrameLayout{wanted, pixels.width, pixels.height,
                                     std::max<std::size_t>(pixels.bytesperline, pixels.width * wanted.step)}};
  }

  /// The first format with frames enough, else the one with the most.
  Result<void> choose_format(const VideoSettings& settings) {
    double most = -1;
    for (const PixelFormat& wanted : kPixelFormats) {
      if (!settings.format.empty() && settings.format != wanted.name) continue;
      auto set = set_format(wanted, settings);
      if (!set) return set.error();
      if (!*set) continue;
      const double frames = frames_per_second(**set).value_or(kFramesPerSecondWanted);
      if (frames > most) {
        most = frames;
        layout_ = **set;
      }
      if (frames >= kFramesPerSecondWanted) break;
    }
    if (most < 0)
      return Error{ErrorCode::configuration_invalid,
                   path_ + (settings.format.empty() ? " gives none of GREY, NV12, YUYV, UYVY and MJPEG"
                                                    : " does not give the format " + settings.format)};
    auto set = set_format(layout_.format, settings);  // another may have been tried since
    if (!set) return set.error();
    if (!*set) return Error{ErrorCode::device_lost, path_ + " no longer takes a format that it took"};
    layout_ = **set;
    return {};
  }

  Result<void> map_buffers() {
    v4l2_requestbuffers request{};
    request.count = kBuffers;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (::ioctl(device_.get(), VIDIOC_REQBUFS, &request) != 0) return device_open_error(path_, errno);
    for (unsigned index = 0; index < request.count; ++index) {
      v4l2_buffer buffer = capture_buffer();
      buffer.index = index;
      if (::ioctl(device_.get(), VIDIOC_QUERYBUF, &buffer) != 0) return device_open_error(path_, errno);
      mappings_.emplace_back(
          ::mmap(nullptr, buffer.length, PROT_READ, MAP_SHARED, device_.get(), static_cast<off_t>(buffer.m.offset)),
          buffer.length);
      if (!mappings_.back().ok() || ::ioctl(device_.get(), VIDIOC_QBUF, &buffer) != 0)
        return device_open_error(path_, errno);
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (::ioctl(device_.get(), VIDIOC_STREAMON, &type) != 0) return device_open_error(path_, errno);
    return {};
  }

  FileDescriptor device_;
  std::string path_;
  FrameLayout layout_;
  std::vector<Mapping> mappings_;
};

}  // namespace

Result<std::unique_ptr<VideoStream>> VideoStream::open(const VideoSettings& settings) {
  FileDescriptor device{::open(settings.path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
  if (!device.ok()) return device_open_error(settings.path, errno);
  auto stream = std::make_unique<V4l2Stream>(std::move(device), settings.path);
  if (auto started = stream->start(settings); !started) return started.error();
  return std::unique_ptr<VideoStream>{std::move(stream)};
}

}  // namespace kazasu::drivers
