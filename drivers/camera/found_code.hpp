#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// A way to look at a picture; `every`: all of them.
enum class FrameView : std::uint8_t { plain, inverted, turned_30, turned_60, every };

/// A code in a picture.
struct FoundCode {
  ScanSighting scan;
  bool easily_misread = false;  ///< DataBar, ITF, Codabar
};

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

inline bool same_scan(const ScanSighting& one, const ScanSighting& other) {
  return one.symbology == other.symbology && one.data == other.data;
}

}  // namespace kazasu::drivers
