#pragma once

#include <cstddef>
#include <filesystem>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A picture of eight-bit grey, row by row; 0 is black.
struct GreyImage {
  std::size_t width = 0;
  std::size_t height = 0;
  Bytes pixels;
};

inline constexpr std::size_t kImageSideMax = 8'192;

/// Reads a PNG or a binary PGM with eight bits. Fails: `file_unreadable`, also beyond 8192 pixels a side.
Result<GreyImage> read_image(const std::filesystem::path& file);

GreyImage inverted(const GreyImage& image);
/// Turned about its middle, with white where nothing was; large enough to hold all of it.
GreyImage turned(const GreyImage& image, int degrees);

}  // namespace kazasu::drivers
