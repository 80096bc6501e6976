#include "receipt/receipt_words.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace kazasu;
using namespace kazasu::receipt;

namespace {

const std::vector<Word>& all_words() {
  static const std::vector<Word> words{
#define KAZASU_WORD(name, english, japanese, chinese) Word::name,
#include "receipt/receipt_words.inc"
#undef KAZASU_WORD
  };
  return words;
}

/// The places that a phrase has, found by filling them in with letters that no phrase has otherwise.
std::set<std::string> places(Word word, Language language) {
  const std::string text = say(word, language, {"\x01", "\x02", "\x03", "\x04"});
  std::set<std::string> found;
  for (const char* mark : {"\x01", "\x02", "\x03", "\x04"}) {
    if (text.find(mark) != std::string::npos) found.insert(mark);
  }
  return found;
}

}  // namespace

TEST_CASE("every phrase exists in every language and leaves out none of its values") {
  for (const Word word : all_words()) {
    INFO(say(word, Language::en));
    for (const Language language : {Language::ja, Language::zh}) {
      CHECK_FALSE(say(word, language).empty());
      CHECK(places(word, language) == places(word, Language::en));
    }
    CHECK(say(word, Language::en, {"a", "b", "c"}).find('{') == std::string::npos);
  }
}

TEST_CASE("values are filled in by their number, and are not looked into") {
  CHECK(say(Word::mix_match, Language::en, {"3", "¥250"}) == "3 for ¥250");
  CHECK(say(Word::issue_coupon, Language::ja, {"c1", "5"}) == "スタンプ5個でクーポンc1");
  CHECK(say(Word::joined, Language::en, {"{1}", "b"}) == "{1} (b)");
}
