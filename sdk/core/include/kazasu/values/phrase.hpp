#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu {

/// What staff or members read, in the languages that there are. The texts outlive it: they are constants.
struct Phrase {
  std::string_view en, ja, zh;

  [[nodiscard]] constexpr std::string_view in(Language language) const {
    switch (language) {
      case Language::ja: return ja;
      case Language::en: return en;
      case Language::zh: return zh;
    }
    return en;
  }
};

/// `text` with {0}, {1} … replaced by `values`, which are not looked into; a place without a value is left out.
std::string fill_in(std::string_view text, std::initializer_list<std::string_view> values);

}  // namespace kazasu
