#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace kazasu::tools {

/// A bar on standard error while something long runs, if that is a terminal; else silent. Redrawn ten times a second at
/// most, and gone when the object is.
class ProgressBar {
 public:
  /// `total` steps; `hidden` for when the screen is needed otherwise.
  ProgressBar(std::string what, std::uint64_t total, bool hidden = false);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void step() {
    if (visible_ && ++done_ >= next_look_) look();
  }
  /// So many steps are done now.
  void advance_to(std::uint64_t done) {
    done_ = done;
    if (visible_) look();
  }

 private:
  void look();
  void draw() const;

  std::string what_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  std::uint64_t next_look_ = 1;
  bool visible_;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace kazasu::tools
