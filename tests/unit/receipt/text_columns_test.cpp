#include "receipt/text_columns.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu::receipt;

TEST_CASE("wide characters take two columns, marks on others none") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("おにぎり") == 8);
  CHECK(display_width("ｶﾅ") == 2);        // half-width kana
  CHECK(display_width("か\u3099") == 2);  // a voiced mark of its own
  CHECK(display_width("¥100") == 4);
  CHECK(display_width("") == 0);
}

TEST_CASE("text from outside cannot steer the terminal") {
  CHECK(printable("a\x1b[2Jb\n\x7f") == "a?[2Jb??");
  CHECK(printable("\u202Egpj.exe") == "?gpj.exe");  // right-to-left override
  CHECK(printable("\u009b31m") == "?31m");          // C1 control sequence introducer
  CHECK(printable("a\xffz") == "a?z");
  CHECK(printable("\xc0\x80") == "??");       // an overlong NUL
  CHECK(printable("\xed\xa0\x80") == "???");  // a surrogate
  CHECK(printable("\xe3\x81") == "??");       // cut off
  CHECK(printable("翳す 🍙") == "翳す 🍙");
}

TEST_CASE("long text is wrapped at spaces, or before any wide character") {
  CHECK(wrapped("buy two get one", 8) == std::vector<std::string>{"buy two", "get one"});
  CHECK(wrapped("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
  CHECK(wrapped("コーヒー 大", 9) == std::vector<std::string>{"コーヒー ", "大"});
  CHECK(wrapped("あいう", 5) == std::vector<std::string>{"あい", "う"});
  CHECK(wrapped("あ", 1) == std::vector<std::string>{"あ"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
}

TEST_CASE("amounts stand flush right in every row, with the mark behind") {
  TextColumns page;
  page.pair("Tea", "¥100");
  page.pair("おにぎり 鮭", "¥1,150", 2, "※");
  page.pair("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "¥5");
  page.pair("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", "¥5");
  CHECK(page.take() ==
        "Tea                                 ¥100\n"
        "  おにぎり 鮭                     ¥1,150※\n"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
        "xxxxxxxxxxxxxxxxxxxx                  ¥5\n"
        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n"
        "                                      ¥5\n");
}
