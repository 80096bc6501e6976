#include "receipt/receipt_words.hpp"

namespace kazasu::receipt {
namespace {

std::string_view phrase(Word word, Language language) {
  switch (word) {
#define KAZASU_WORD(name, english, japanese, chinese) \
  case Word::name:                                    \
    return language == Language::ja ? japanese : language == Language::zh ? chinese : english;
#include "receipt/receipt_words.inc"
#undef KAZASU_WORD
  }
  return {};
}

}  // namespace

std::string say(Word word, Language language, std::initializer_list<std::string_view> values) {
  std::string_view rest = phrase(word, language);
  std::string text;
  for (std::size_t brace = rest.find('{'); brace != std::string_view::npos; brace = rest.find('{')) {
    text += rest.substr(0, brace);
    const auto index = static_cast<std::size_t>(rest[brace + 1] - '0');
    if (index < values.size()) text += *(values.begin() + index);
    rest.remove_prefix(brace + 3);  // the digit and the closing brace
  }
  return text.append(rest);
}

}  // namespace kazasu::receipt
