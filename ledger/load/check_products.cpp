#include "load/check_products.hpp"

#include <algorithm>
#include <set>

#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/values/limits.hpp"

namespace kazasu::ledger {
namespace {

/// A number of a GTIN's length must be one; anything else is the chain's own.
bool has_gtin_form(const std::string& code) {
  const bool digits = code.find_first_not_of("0123456789") == std::string::npos;
  return digits && (code.size() == 8 || code.size() == 12 || code.size() == 13 || code.size() == 14);
}

}  // namespace

Result<std::string> product_code(const std::string& code) {
  if (code.empty() || code.size() > static_cast<std::size_t>(limits::kTextBytesMax)) {
    return Error{ErrorCode::message_invalid, "must have 1 to 256 bytes"};
  }
  if (!has_gtin_form(code)) return code;
  if (auto gtin = drivers::gtin14_of(code)) return *gtin;
  return Error{ErrorCode::message_invalid, "has the length of a GTIN but a wrong check digit"};
}

Result<void> check_products(ProductsFile& file, const Program& program) {
  std::set<std::string> seen;
  for (int i = 0; i < file.products_size(); ++i) {
    v1::CatalogProduct& product = *file.mutable_products(i);
    const auto wrong = [&](std::string_view field, std::string_view what) {
      return Error{ErrorCode::message_invalid,
                   "products[" + std::to_string(i) + "]." + std::string{field} + ": " + std::string{what}};
    };
    auto code = product_code(product.product());
    if (!code) return wrong("product", code.error().detail);
    product.set_product(*code);
    if (!seen.insert(product.product()).second) return wrong("product", "is there twice");
    if (product.name().empty()) return wrong("name", "is missing");
    if (product.unit_price_minor() < 0 || product.unit_price_minor() > limits::kUnitPriceMax)
      return wrong("unit_price_minor", "is out of range");
    const bool taxed = std::any_of(program.tax_rates.begin(), program.tax_rates.end(),
                                   [&](const TaxRate& rate) { return rate.tax_class == product.tax_class(); });
    if (!taxed) return wrong("tax_class", "is none of the program's tax_rates");
  }
  return {};
}

}  // namespace kazasu::ledger
