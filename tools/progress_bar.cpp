#include "progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace kazasu::tools {
namespace {

constexpr std::uint64_t kColumns = 30;
constexpr std::uint64_t kStepsBetweenLooks = 64;
constexpr std::chrono::milliseconds kBetweenDrawings{100};

}  // namespace

ProgressBar::ProgressBar(std::string what, std::uint64_t total, bool hidden)
    : what_(std::move(what)),
      total_(std::max<std::uint64_t>(total, 1)),
      visible_(!hidden && ::isatty(STDERR_FILENO) != 0),
      begun_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::look() {
  next_look_ = done_ + kStepsBetweenLooks;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < kBetweenDrawings) return;
  drawn_ = now;
  draw();
}

void ProgressBar::draw() const {
  const std::uint64_t done = std::min(done_, total_);
  const auto filled = static_cast<std::size_t>(done * kColumns / total_);
  const std::chrono::duration<double> passed = drawn_ - begun_;
  const double rate = passed.count() > 0 ? static_cast<double>(done_) / passed.count() : 0;
  std::fprintf(stderr, "\r%s [%s%s] %3llu %%  %llu of %llu, %.0f/s\033[K", what_.c_str(),
               std::string(filled, '#').c_str(), std::string(kColumns - filled, '.').c_str(),
               static_cast<unsigned long long>(done * 100 / total_), static_cast<unsigned long long>(done),
               static_cast<unsigned long long>(total_), rate);
  std::fflush(stderr);
}

}  // namespace kazasu::tools
