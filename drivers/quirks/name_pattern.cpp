#include "quirks/name_pattern.hpp"

namespace kazasu::drivers {

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0, read = 0;
  std::size_t star = std::string_view::npos, read_at_star = 0;
  while (read < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      read_at_star = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[read])) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;  // let the last star swallow one character more
      read = ++read_at_star;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace kazasu::drivers
