#include "kazasu/drivers/scan/print_jp.hpp"

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/check_digit.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::string_view kPriceNotPrinted = "00000";
constexpr std::size_t kAddOnDigits = 5;

std::string isbn_10_of(std::string_view isbn13) {
  if (!isbn13.starts_with("978")) return {};
  const std::string nine{isbn13.substr(3, 9)};
  return nine + check_digit(CheckScheme::isbn10, nine).value_or('0');
}

}  // namespace

Result<BookJp> parse_book_jp(std::string_view upper, std::string_view lower) {
  const auto book = parse_retail_number(upper, RetailScheme::ean13);
  if (!book) return book.error();
  if (book->kind != RetailKind::book) return scan_error(ScanFault::not_a_book, "the upper row begins with 978 or 979");
  const auto row = parse_retail_number(lower, RetailScheme::ean13);
  if (!row) return row.error();
  if (row->kind != RetailKind::book_price_jp)
    return scan_error(ScanFault::not_a_book_price, "the lower row begins with 192, or 191");
  BookJp read;
  read.isbn13 = upper;
  read.isbn10 = isbn_10_of(upper);
  read.c_code = lower.substr(3, 4);
  const std::string_view price = lower.substr(7, 5);
  if (price != kPriceNotPrinted) read.price_yen = static_cast<std::int32_t>(number_of(price));
  read.price_excludes_tax = lower.starts_with("192");
  return read;
}

Result<MagazineJp> parse_magazine_jp(std::string_view main, std::string_view add_on) {
  const auto number = parse_retail_number(main, RetailScheme::ean13);
  if (!number) return number.error();
  if (number->kind != RetailKind::magazine_jp)
    return scan_error(ScanFault::not_a_magazine, "a magazine begins with 491");
  MagazineJp read;
  read.reserve = main[3];
  read.magazine_code = main.substr(4, 5);
  read.issue = main.substr(9, 2);
  read.year_last_digit = main[11];
  if (add_on.empty()) return read;
  if (add_on.size() != kAddOnDigits || !all_digits(add_on))
    return scan_error(ScanFault::bad_addon, "a magazine's add-on has five digits");
  read.add_on_reserve = add_on[0];
  read.price_yen = static_cast<std::int32_t>(number_of(add_on.substr(1)));
  return read;
}

}  // namespace kazasu::drivers
