#include "camera/pixel_format.hpp"

#include <linux/videodev2.h>

namespace kazasu::drivers {

const std::array<PixelFormat, 5> kPixelFormats{
    PixelFormat{"grey", V4L2_PIX_FMT_GREY, 0, 1}, PixelFormat{"nv12", V4L2_PIX_FMT_NV12, 0, 1},
    PixelFormat{"yuyv", V4L2_PIX_FMT_YUYV, 0, 2}, PixelFormat{"uyvy", V4L2_PIX_FMT_UYVY, 1, 2},
    PixelFormat{"mjpeg", V4L2_PIX_FMT_MJPEG, 0, 0}};

Picture picture_of_frame(const FrameLayout& layout, BytesView frame) {
  if (layout.format.step == 0) {
    if (frame.size() > kPictureBytesMax) return {};
    return {.coding = Picture::Coding::compressed, .bytes = {frame.begin(), frame.end()}};
  }
  const std::size_t row_bytes = layout.format.first + (layout.width - 1) * layout.format.step + 1;
  if (layout.width == 0 || layout.height == 0 || layout.stride < row_bytes ||
      frame.size() / layout.stride < layout.height)
    return {};
  Picture picture{.coding = Picture::Coding::grey, .width = layout.width, .height = layout.height, .bytes = {}};
  picture.bytes.resize(layout.width * layout.height);
  auto* to = picture.bytes.data();
  for (std::size_t row = 0; row < layout.height; ++row) {
    const std::uint8_t* from = frame.data() + row * layout.stride + layout.format.first;
    for (std::size_t column = 0; column < layout.width; ++column, from += layout.format.step) *to++ = *from;
  }
  return picture;
}

}  // namespace kazasu::drivers
