#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "camera/picture.hpp"

namespace kazasu::drivers {

/// A format of frames that can be read, by its V4L2 number.
struct PixelFormat {
  std::string_view name;  ///< as in a URI
  std::uint32_t code = 0;
  /// Where a raw one keeps the brightness of its pixels: the first one's byte in a row, and bytes from one to the next.
  std::size_t first = 0, step = 0;  ///< step 0: JPEG frames
};

/// Raw ones first: they cost no decoding.
extern const std::array<PixelFormat, 5> kPixelFormats;

/// How frames of a format lie in a camera's buffers.
struct FrameLayout {
  PixelFormat format;
  std::size_t width = 0, height = 0;
  std::size_t stride = 0;  ///< bytes of a row; of no meaning with JPEG frames
};

/// A frame: grey, or the JPEG as it is. Empty if it is shorter than its layout.
Picture picture_of_frame(const FrameLayout& layout, BytesView frame);

}  // namespace kazasu::drivers
