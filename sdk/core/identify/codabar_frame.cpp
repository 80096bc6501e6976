#include "kazasu/identify/codabar_frame.hpp"

namespace kazasu {
namespace {

// In the order of their values for modulus 16, 0 to 19.
constexpr std::string_view kCharacters = "0123456789-$:/.+ABCD";

/// The start or stop character that `c` stands for; 0 if none.
char frame_of(char c) {
  constexpr std::string_view written = "ABCDabcdtn*e";
  const std::size_t found = written.find(c);
  return found == std::string_view::npos ? char{0} : static_cast<char>('A' + found % 4);
}

}  // namespace

std::optional<CodabarFrame> codabar_frame(std::string_view text) {
  if (text.size() < 2 || frame_of(text.front()) == 0 || frame_of(text.back()) == 0) return std::nullopt;
  return CodabarFrame{frame_of(text.front()), frame_of(text.back()), text.substr(1, text.size() - 2)};
}

bool passes_modulus_16(const CodabarFrame& code) {
  std::size_t sum = kCharacters.find(code.start) + kCharacters.find(code.stop);
  for (const char c : code.body) {
    const std::size_t value = kCharacters.find(c);
    if (value == std::string_view::npos) return false;
    sum += value;
  }
  return sum % 16 == 0;
}

}  // namespace kazasu
