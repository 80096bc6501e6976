#include "camera/video_stream.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "scanner/descriptor_scanner.hpp"

namespace kazasu::drivers {
namespace {

constexpr unsigned kBuffers = 3;

/// Where a format keeps the brightness of its pixels.
struct PixelFormat {
  std::uint32_t code;
  std::size_t first, step;
};
constexpr std::array kFormats{PixelFormat{V4L2_PIX_FMT_GREY, 0, 1}, PixelFormat{V4L2_PIX_FMT_NV12, 0, 1},
                              PixelFormat{V4L2_PIX_FMT_YUYV, 0, 2}, PixelFormat{V4L2_PIX_FMT_UYVY, 1, 2}};

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

  Result<void> start(unsigned width, unsigned height) {
    v4l2_capability capability{};
    if (::ioctl(device_.get(), VIDIOC_QUERYCAP, &capability) != 0) return device_open_error(path_, errno);
    const std::uint32_t can =
        capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
    if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING))
      return Error{ErrorCode::configuration_invalid, path_ + " captures no video"};
    if (auto set = set_format(width, height); !set) return set;
    return map_buffers();
  }

  Result<GreyImage> next() override {
    v4l2_buffer buffer = capture_buffer();
    if (::ioctl(device_.get(), VIDIOC_DQBUF, &buffer) != 0) {
      if (errno == EAGAIN) return GreyImage{};
      return Error{ErrorCode::device_lost, path_ + ": " + std::generic_category().message(errno)};
    }
    GreyImage image;
    if (!(buffer.flags & V4L2_BUF_FLAG_ERROR) && buffer.index < mappings_.size())
      image = grey(mappings_[buffer.index].bytes());
    if (::ioctl(device_.get(), VIDIOC_QBUF, &buffer) != 0)
      return Error{ErrorCode::device_lost, path_ + ": " + std::generic_category().message(errno)};
    return image;
  }

 private:
  static v4l2_buffer capture_buffer() {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
  }

  Result<void> set_format(unsigned width, unsigned height) {
    for (const PixelFormat& wanted : kFormats) {
      v4l2_format format{};
      format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
      format.fmt.pix.width = width;
      format.fmt.pix.height = height;
      format.fmt.pix.pixelformat = wanted.code;
      format.fmt.pix.field = V4L2_FIELD_NONE;
      if (::ioctl(device_.get(), VIDIOC_S_FMT, &format) != 0) {
        if (errno == EBUSY) return device_open_error(path_, errno);
        continue;
      }
      if (format.fmt.pix.pixelformat != wanted.code) continue;
      if (format.fmt.pix.width > kImageSideMax || format.fmt.pix.height > kImageSideMax) continue;
      format_ = wanted;
      width_ = format.fmt.pix.width;
      height_ = format.fmt.pix.height;
      stride_ = std::max<std::size_t>(format.fmt.pix.bytesperline, width_ * wanted.step);
      return {};
    }
    return Error{ErrorCode::configuration_invalid, path_ + " gives none of GREY, NV12, YUYV and UYVY"};
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

  [[nodiscard]] GreyImage grey(BytesView frame) const {
    if (frame.size() < stride_ * height_) return {};
    GreyImage image{width_, height_, Bytes(width_ * height_)};
    for (std::size_t row = 0; row < height_; ++row) {
      const BytesView line = frame.subspan(row * stride_, stride_);
      for (std::size_t column = 0; column < width_; ++column)
        image.pixels[row * width_ + column] = line[format_.first + column * format_.step];
    }
    return image;
  }

  FileDescriptor device_;
  std::string path_;
  PixelFormat format_{};
  std::size_t width_ = 0, height_ = 0, stride_ = 0;
  std::vector<Mapping> mappings_;
};

}  // namespace

Result<std::unique_ptr<VideoStream>> VideoStream::open(const std::string& path, unsigned width, unsigned height) {
  FileDescriptor device{::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
  if (!device.ok()) return device_open_error(path, errno);
  auto stream = std::make_unique<V4l2Stream>(std::move(device), path);
  if (auto started = stream->start(width, height); !started) return started.error();
  return std::unique_ptr<VideoStream>{std::move(stream)};
}

}  // namespace kazasu::drivers
