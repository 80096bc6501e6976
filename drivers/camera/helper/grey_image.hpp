#pragma once

#include <cstddef>

#include "camera/picture.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A picture of eight-bit grey, row by row; 0 is black.
struct GreyImage {
  std::size_t width = 0;
  std::size_t height = 0;
  Bytes pixels;
};

/// Reads a JPEG, a PNG or a binary PGM with eight bits, as its first bytes say. Fails: `file_unreadable`, also beyond
/// 8192 pixels a side.
Result<GreyImage> read_image(BytesView file);
/// The same of a JPEG; without Huffman tables, as cameras send frames, the standard's are taken.
Result<GreyImage> read_jpeg(BytesView file);

GreyImage inverted(const GreyImage& image);
/// Turned about its middle, with white where nothing was; large enough to hold all of it.
GreyImage turned(const GreyImage& image, int degrees);

}  // namespace kazasu::drivers
