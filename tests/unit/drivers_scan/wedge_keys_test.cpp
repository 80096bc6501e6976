#include "kazasu/drivers/scan/wedge_keys.hpp"

#include <catch2/catch_test_macros.hpp>
#include <sstream>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Keys {
  explicit Keys(WedgeSettings settings = {}) : reader(settings) {}
  /// `5+ 5- @100 28+`
  void press(const std::string& text) {
    std::istringstream keys{text};
    for (std::string key; keys >> key;) {
      if (key[0] == '@') {
        now = std::stoll(key.substr(1)) * kMs;
        reader.pass_time(now, scans);
        continue;
      }
      const auto code = static_cast<std::uint16_t>(std::stoi(key));
      reader.feed({code, key.back() == '+' ? WedgeKey::Motion::press : WedgeKey::Motion::release}, now, scans);
    }
  }
  std::string take() {
    std::string text;
    for (const WedgeScan& scan : scans)
      text += (text.empty() ? "" : " ") +
              (scan.fault ? std::string{name_of(*scan.fault)} : std::string{as_text(scan.data)});
    scans.clear();
    return text;
  }
  WedgeReader reader;
  std::vector<WedgeScan> scans;
  std::int64_t now = 0;
};

}  // namespace

TEST_CASE("a scan without Enter is broken after silence, or whole where silence is agreed on") {
  Keys keys{{.idle = std::chrono::milliseconds{100}}};
  keys.press("@0 5+ 5- @99 10+ 10- @198");
  CHECK(keys.take().empty());
  CHECK(keys.reader.deadline_ns() == 199 * kMs);
  keys.press("@199");
  CHECK(keys.take() == "missing_terminator");
  CHECK_FALSE(keys.reader.deadline_ns());
  keys.press("@200 5+ 5- @400 10+ 10- 28+ 28-");  // never glued together
  CHECK(keys.take() == "missing_terminator 9");
  Keys silent{{.idle = std::chrono::milliseconds{100}, .idle_ends = true}};
  silent.press("@0 5+ 5- @150 10+ 10- @260");
  CHECK(silent.take() == "4 9");
}

TEST_CASE("a key without a character spoils its scan only") {
  Keys keys;
  keys.press("5+ 5- 66+ 66- 10+ 10- 28+ 28- 5+ 5- 28+ 28-");
  CHECK(keys.take() == "bad_key 4");
  Keys with_f8{{.gs_key = std::uint16_t{66}}};
  with_f8.press("5+ 5- 66+ 66- 10+ 10- 28+ 28-");
  CHECK(with_f8.take() ==
        "4\x1D"
        "9");
  keys.press("29+ 2+ 2- 29- 28+ 28-");  // Ctrl with 1
  CHECK(keys.take() == "bad_key");
}

TEST_CASE("Control makes control characters in either layout") {
  Keys us;
  us.press("29+ 27+ 27- 26+ 26- 43+ 43- 29- 97+ 42+ 7+ 7- 42- 97- 28+");
  CHECK(us.take() == "\x1D\x1B\x1C\x1E");
  Keys jis{{.layout = KeyboardLayout::jis}};
  jis.press("29+ 43+ 43- 27+ 27- 13+ 13- 89+ 89- 29- 28+");
  CHECK(jis.take() == "\x1D\x1B\x1E\x1C");
  us.press("5+ 5- 29+ 50+ 50- 29-");  // Ctrl and M is CR
  CHECK(us.take() == "4");
}

TEST_CASE("Alt with keypad digits is one byte, when Alt comes up") {
  Keys keys;
  keys.press("56+ 82+ 82- 82+ 82- 80+ 80- 73+ 73- 56- 28+");
  CHECK(keys.take() == "\x1D");
  keys.press("56+ 80+ 80- 76+ 76- 77+ 77- 56- 28+");
  CHECK(keys.take() == "bad_key");  // 256
  keys.press("56+ 30+ 30- 56- 28+");
  CHECK(keys.take() == "bad_key");
  keys.press("56+ 56- 5+ 5- 28+");
  CHECK(keys.take() == "4");
}

TEST_CASE("the US and JIS layouts print what is on their keys") {
  const std::string shifted =
      "42+ 3+ 3- 7+ 7- 8+ 8- 9+ 9- 10+ 10- 12+ 12- 13+ 13- 26+ 26- 27+ 27- 43+ 43- 39+ 39- 40+ 40- 42- 28+";
  const std::string plain = "13+ 13- 26+ 26- 27+ 27- 43+ 43- 40+ 40- 41+ 41- 28+";
  Keys us;
  us.press(shifted);
  CHECK(us.take() == "@^&*(_+{}|:\"");
  us.press(plain);
  CHECK(us.take() == "=[]\\'`");
  Keys jis{{.layout = KeyboardLayout::jis}};
  jis.press(shifted);
  CHECK(jis.take() == "\"&'()=~`{}+*");
  jis.press("13+ 13- 26+ 26- 27+ 27- 43+ 43- 40+ 40- 89+ 89- 124+ 124- 28+");
  CHECK(jis.take() == "^@[]:\\\\");
  jis.press("41+ 28+");  // a kanji key
  CHECK(jis.take() == "bad_key");
}

TEST_CASE("a scanner that types in another layout is recognised by its signatures") {
  using enum KeyboardLayout;
  CHECK(mismatched_layout("[C10104912345678904", jis) == us);
  CHECK(mismatched_layout("https+//a.jp", jis) == us);
  CHECK(mismatched_layout("\\Q1abc", us) == jis);
  CHECK(mismatched_layout("HTTPS'//A.JP", us) == jis);
  CHECK_FALSE(mismatched_layout("]C10104912345678904", jis));
  CHECK_FALSE(mismatched_layout("https://a.jp", us));
  CHECK_FALSE(mismatched_layout("4901234567894", us));
  CHECK_FALSE(mismatched_layout("[)>", jis));
  CHECK_FALSE(mismatched_layout("[abc", jis));
}

TEST_CASE("a scan of keys is bounded") {
  Keys keys{{.max_bytes = 3}};
  keys.press("5+ 5- 5+ 5- 5+ 5- 28+");
  CHECK(keys.take() == "444");
  keys.press("5+ 5- 5+ 5- 5+ 5- 5+ 5- 5+ 5- 28+ 10+ 28+");
  CHECK(keys.take() == "too_long 9");
}

TEST_CASE("lost keys spoil the scan up to its Enter, with what was held forgotten") {
  Keys keys;
  keys.press("42+ 30+ 30-");
  keys.reader.lose_keys(0, keys.scans);
  keys.press("48+ 48- 28+ 46+ 46- 28+");
  CHECK(keys.take() == "events_lost c");
}
