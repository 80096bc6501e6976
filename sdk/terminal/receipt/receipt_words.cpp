#include "receipt/receipt_words.hpp"

#include <array>

#include "kazasu/values/phrase.hpp"

namespace kazasu::receipt {
namespace {

constexpr std::array kPhrases{
#define KAZASU_WORD(name, english, japanese, chinese) Phrase{english, japanese, chinese},
#include "receipt/receipt_words.inc"
#undef KAZASU_WORD
};

}  // namespace

std::string say(Word word, Language language, std::initializer_list<std::string_view> values) {
  return fill_in(kPhrases[static_cast<std::size_t>(word)].in(language), values);
}

}  // namespace kazasu::receipt
