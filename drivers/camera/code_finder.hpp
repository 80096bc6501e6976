#pragma once

#include <cstdint>
#include <vector>

#include "camera/grey_image.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// A way to look at a frame.
enum class FrameView { plain, inverted, turned_30, turned_60 };

/// A code in a picture.
struct FoundCode {
  ScanSighting scan;
  bool easily_misread = false;  ///< DataBar, ITF, Codabar
};

/// The codes in an image, looked at in one way (zxing-cpp).
std::vector<FoundCode> find_codes(const GreyImage& image, FrameView view);

/// The codes that are found in any way of looking, each once.
std::vector<FoundCode> find_codes_every_way(const GreyImage& image);

/// Takes codes that are easily misread only when they are seen twice within a second.
class TwoFrames {
 public:
  bool accepts(const FoundCode& code, std::int64_t monotonic_ns);

 private:
  ScanSighting last_;
  bool any_ = false;
  std::int64_t last_ns_ = 0;
};

/// zxing-cpp 1.4 writes the elements of DataBar Expanded as (01)…(10)…; a scanner sends them with GS between.
std::string elements_of_brackets(std::string_view text);

}  // namespace kazasu::drivers
