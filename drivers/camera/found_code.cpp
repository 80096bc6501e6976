#include "camera/found_code.hpp"

#include <algorithm>

#include "codec/gs1/ai.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kTwoFramesNs = 1'000'000'000;

}  // namespace

std::string elements_of_brackets(std::string_view text) {
  if (!text.starts_with('(')) return std::string{text};
  std::string elements;
  bool needs_separator = false;
  while (!text.empty()) {
    const std::size_t close = text.find(')');
    const gs1::Ai* ai = text.front() == '(' && close != std::string_view::npos
                            ? gs1::find_whole_ai(text.substr(1, close - 1))
                            : nullptr;
    if (ai != nullptr) {
      if (needs_separator) elements += '\x1D';
      elements += text.substr(1, close - 1);
      needs_separator = !ai->predefined;
      text.remove_prefix(close + 1);
      if (text.empty()) break;
    }
    // A bracket that opens no AI is a character of the value.
    const std::size_t next = std::min(text.find('(', ai == nullptr ? 1 : 0), text.size());
    elements += text.substr(0, next);
    text.remove_prefix(next);
  }
  return elements;
}

bool TwoFrames::accepts(const FoundCode& code, std::int64_t monotonic_ns) {
  if (!code.easily_misread) return true;
  const bool again = any_ && same_scan(code.scan, last_) && monotonic_ns - last_ns_ < kTwoFramesNs;
  last_ = code.scan;
  any_ = true;
  last_ns_ = monotonic_ns;
  return again;
}

}  // namespace kazasu::drivers
