#include "kazasu/values/phrase.hpp"

namespace kazasu {

std::string fill_in(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string filled;
  for (std::size_t brace = text.find('{'); brace != std::string_view::npos; brace = text.find('{')) {
    filled += text.substr(0, brace);
    const auto index = static_cast<std::size_t>(text[brace + 1] - '0');
    if (index < values.size()) filled += *(values.begin() + index);
    text.remove_prefix(brace + 3);  // the digit and the closing brace
  }
  return filled.append(text);
}

}  // namespace kazasu
