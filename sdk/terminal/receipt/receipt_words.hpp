#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu::receipt {

/// Phrases of receipts, from the one table receipt_words.inc.
enum class Word {
#define KAZASU_WORD(name, english, japanese, chinese) name,
#include "receipt/receipt_words.inc"
#undef KAZASU_WORD
};

/// The phrase with {0}, {1} … replaced.
std::string say(Word word, Language language, std::initializer_list<std::string_view> values = {});

}  // namespace kazasu::receipt
