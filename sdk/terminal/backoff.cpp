#include "backoff.hpp"

#include <algorithm>

namespace kazasu {
namespace {

constexpr int kDoublingsMax = 7;

}  // namespace

std::chrono::milliseconds Backoff::random_up_to(std::chrono::milliseconds most) {
  return std::chrono::milliseconds{random_() % static_cast<unsigned long>(most.count() + 1)};
}

std::chrono::milliseconds Backoff::failed(std::chrono::milliseconds asked) {
  const auto longest = std::min(kFirst * (1 << std::min(failures_, kDoublingsMax)), kLongest);
  ++failures_;
  const auto pause = longest / 2 + random_up_to(longest / 2);
  return asked > pause ? asked + random_up_to(asked / 4) : pause;
}

}  // namespace kazasu
