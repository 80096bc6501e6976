#include "in_store_item.hpp"

#include "kazasu/drivers/scan/in_store_label.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/limits.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kWeightMax = 999'999'999;  // nine digits of a label

}  // namespace

Result<Money> InStoreItem::price_at(Money unit_price) const {
  using drivers::ScanFault;
  constexpr std::string_view kAsk = "; ask for the price and key it in";
  if (price) {
    if (*price > Money{}) return *price;
    return drivers::scan_error(ScanFault::bad_value,
                               "the label was printed before pricing: its price is 0" + std::string{kAsk});
  }
  if (!weight || *weight == 0)
    return drivers::scan_error(ScanFault::bad_value, "the label's weight is 0" + std::string{kAsk});
  const std::int64_t unit = unit_price.value();
  // Whole parts and rest apart, so that no product is beyond 64 bits.
  const std::int64_t whole = unit / price_per, rest = unit % price_per;
  if (*weight > kWeightMax || (whole > 0 && *weight > limits::kUnitPriceMax / whole))
    return Error{ErrorCode::limit_exceeded, "the price of this weight is beyond the limits"};
  return Money{whole * *weight + (2 * rest * *weight + price_per) / (2 * price_per)};
}

Result<std::optional<InStoreItem>> read_in_store_label(std::string_view code, std::span<const InStoreLabelRule> rules) {
  // A label scanned as GTIN-14 has a zero before it.
  constexpr std::size_t kGtin14Digits = 14;
  if (code.size() == kGtin14Digits && code.front() == '0') code.remove_prefix(1);
  for (const InStoreLabelRule& rule : rules) {
    if (!code.starts_with(rule.prefix)) continue;
    const auto label = drivers::parse_in_store_label(code, rule.format);
    if (!label) continue;
    if (label->verifier_ok == false)
      return drivers::scan_error(drivers::ScanFault::bad_check_digit,
                                 "the verifier of the label's price is wrong: it is a bad label; ask for the price");
    InStoreItem item{.product = label->item_gtin14, .price = {}, .weight = {}, .price_per = rule.price_per};
    if (label->price) {
      item.price = Money{*label->price};
    } else {
      item.weight = label->weight;
    }
    return std::optional{std::move(item)};
  }
  return std::optional<InStoreItem>{};
}

}  // namespace kazasu
