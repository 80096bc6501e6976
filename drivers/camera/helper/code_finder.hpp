#pragma once

#include <vector>

#include "camera/found_code.hpp"
#include "camera/helper/grey_image.hpp"

namespace kazasu::drivers {

/// The codes in an image, each once (zxing-cpp). DataBar Expanded has its elements in brackets, see found_code.hpp.
std::vector<FoundCode> find_codes(const GreyImage& image, FrameView view);

}  // namespace kazasu::drivers
