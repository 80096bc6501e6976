#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"

/// A target takes bytes from outside; whatever they are, it returns. What must hold for all of them is `require`d.
namespace kazasu::fuzz {

/// One input. Each target defines it; `KAZASU_FUZZ_TARGET` gives it to the fuzzer.
void run(BytesView input);

/// Stops the run, so that the fuzzer keeps the input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// Takes an input apart: numbers from its beginning, the rest as it is.
class Input {
 public:
  explicit Input(BytesView bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  /// 0 to `max`.
  std::size_t up_to(std::size_t max) { return byte() % (max + 1); }
  BytesView take(std::size_t size) {
    const BytesView taken = rest_.first(size < rest_.size() ? size : rest_.size());
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] BytesView rest() const { return rest_; }
  [[nodiscard]] std::string_view text() const { return as_text(rest_); }

 private:
  BytesView rest_;
};

}  // namespace kazasu::fuzz

// libFuzzer's entry, which has C linkage and so stands outside of namespaces.
#define KAZASU_FUZZ_TARGET                                                            \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    kazasu::fuzz::run({data, size});                                                  \
    return 0;                                                                         \
  }
