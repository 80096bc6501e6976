#include "kazasu/drivers/scan/print_jp.hpp"

#include "fuzz.hpp"
#include "kazasu/drivers/scan/bill_jp.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const std::string_view text = as_text(input);
  const std::size_t space = text.find(' ');
  const std::string_view first = text.substr(0, space);
  const std::string_view second = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
  if (const auto book = parse_book_jp(first, second))
    require(!book->price_yen || (*book->price_yen > 0 && *book->price_yen < 100'000),
            "a printed price has five digits");
  if (const auto magazine = parse_magazine_jp(first, second))
    require(magazine->price_yen.has_value() == !second.empty(), "a price comes with an add-on");
  if (const auto bill = parse_bill_jp(text))
    require(bill->amount_yen >= 0 && bill->amount_yen <= 999'999, "an amount has six digits");
}

KAZASU_FUZZ_TARGET
