#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/gs1.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kCurrencyDigits = 3;

Gs1Decimal decimal_of(const Gs1Element& element, std::size_t skip = 0) {
  return {number_of(std::string_view{element.value}.substr(skip)), static_cast<unsigned>(element.ai.back() - '0')};
}

}  // namespace

std::optional<Date> gs1_date(std::string_view yymmdd, Date today) {
  if (yymmdd.size() != 6 || !all_digits(yymmdd) || !is_date_yymmdd(yymmdd, true)) return std::nullopt;
  const int this_year = static_cast<int>(today.year());
  const int year_in_century = static_cast<int>(number_of(yymmdd.substr(0, 2)));
  const int difference = year_in_century - this_year % 100;
  const int century = this_year / 100 + (difference >= 51 ? -1 : difference <= -50 ? 1 : 0);
  const auto month = static_cast<unsigned>(number_of(yymmdd.substr(2, 2)));
  const auto day = static_cast<unsigned>(number_of(yymmdd.substr(4, 2)));
  const Date first{std::chrono::year{century * 100 + year_in_century}, std::chrono::month{month}, std::chrono::day{1}};
  return day == 0 ? end_of_month(first) : Date{first.year(), first.month(), std::chrono::day{day}};
}

Gs1Product gs1_product(std::span<const Gs1Element> elements, Date today) {
  Gs1Product product;
  for (const Gs1Element& element : elements) {
    const std::string& ai = element.ai;
    const auto set_date = [&](std::optional<Date>& date) { date = gs1_date(element.value, today); };
    if (ai == "01" && product.gtin14.empty()) product.gtin14 = element.value;
    if (ai == "10") product.lot = element.value;
    if (ai == "21") product.serial = element.value;
    if (ai == "15") set_date(product.best_before);
    if (ai == "16") set_date(product.sell_by);
    if (ai == "17") set_date(product.expires);
    if (ai == "30") product.count = number_of(element.value);
    if (ai.starts_with("310") && ai.size() == 4) product.net_weight_kg = decimal_of(element);
    if (ai.starts_with("392")) product.price = decimal_of(element);
    if (ai.starts_with("393")) {
      product.price = decimal_of(element, kCurrencyDigits);
      product.price_currency = static_cast<unsigned>(number_of(element.value.substr(0, kCurrencyDigits)));
    }
  }
  return product;
}

}  // namespace kazasu::drivers
