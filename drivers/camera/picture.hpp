#pragma once

#include <cstddef>
#include <cstdint>

#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

inline constexpr std::size_t kImageSideMax = 8'192;
inline constexpr std::size_t kPictureBytesMax = std::size_t{64} * 1024 * 1024;

/// A picture as a camera or a file gives it.
struct Picture {
  enum class Coding : std::uint8_t {
    grey,        ///< eight bits a pixel, row by row; 0 is black
    compressed,  ///< JPEG (a camera's frame, also without its Huffman tables), PNG, or PGM of eight bits
  };
  Coding coding = Coding::grey;
  std::size_t width = 0, height = 0;  ///< of a grey one
  Bytes bytes;                        ///< empty: a frame that the camera itself calls damaged
};

}  // namespace kazasu::drivers
