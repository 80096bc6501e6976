#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace kazasu::simulation {

/// One line that fills up, on a terminal; nothing elsewhere.
class ProgressBar {
 public:
  ProgressBar(std::string what, std::uint64_t all)
      : what_(std::move(what)), all_(all), shown_(::isatty(STDERR_FILENO)) {}
  ~ProgressBar() {
    if (shown_) std::fprintf(stderr, "\r\033[K");
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void at(std::uint64_t done) {
    if (!shown_ || all_ == 0) return;
    constexpr std::uint64_t kWidth = 40;
    const auto filled = static_cast<int>(kWidth * (done < all_ ? done : all_) / all_);
    std::fprintf(stderr, "\r%s [%.*s%*s] %llu of %llu", what_.c_str(), filled,
                 "########################################", static_cast<int>(kWidth) - filled, "",
                 static_cast<unsigned long long>(done), static_cast<unsigned long long>(all_));
  }

 private:
  std::string what_;
  std::uint64_t all_;
  bool shown_;
};

}  // namespace kazasu::simulation
