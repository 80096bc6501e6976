#include "pricing/basket_lines.hpp"

#include <algorithm>

namespace kazasu::pricing {

void BasketLines::prepare(const OfferTables& tables, const Basket& basket) {
  lines.resize(basket.lines.size());
  categories.clear();
  rates.clear();
  unit_line.clear();
  all = {};
  for (Number line = 0; line < lines.size(); ++line) prepare_line(tables, basket, line);
}

void BasketLines::prepare_line(const OfferTables& tables, const Basket& basket, Number at) {
  const Line& line = basket.lines[at];
  PreparedLine& prepared = lines[at];
  prepared.line = &line;
  prepared.product = tables.products.find(line.product);
  prepared.brand = tables.brands.find(line.brand);
  prepared.categories.begin = static_cast<Number>(categories.size());
  for (const std::string& category : line.categories) {
    const Number number = tables.categories.find(category);
    if (number != kNone) categories.push_back(number);
  }
  prepared.categories.end = static_cast<Number>(categories.size());
  prepared.first_unit = static_cast<Number>(unit_line.size());
  for (Int unit = 0; unit < line.quantity; ++unit) unit_line.push_back(at);
  prepared.end_unit = static_cast<Number>(unit_line.size());
  const bool as_before = at > 0 && same_text(line.tax_class, basket.lines[at - 1].tax_class);
  prepared.rate = as_before ? lines[at - 1].rate : rate_number(tables.program, line.tax_class);
  prepared.discountable = line.discountable;
  prepared.awardable = line.awardable;
  prepared.quantity = line.quantity;
  prepared.gross = line.quantity * line.unit_price.value();
  prepared.judged_amount = prepared.gross - (basket.priced_by_pos ? line.manual_discount.value() : 0);
  all.amount += prepared.judged_amount;
  all.quantity += line.quantity;
}

Number BasketLines::rate_number(const Program& program, std::string_view tax_class) {
  const auto rate = std::find_if(program.tax_rates.begin(), program.tax_rates.end(),
                                 [&](const TaxRate& one) { return one.tax_class == tax_class; });
  const Int basis_points = rate->basis_points;
  const auto known = std::find(rates.begin(), rates.end(), basis_points);
  const auto number = static_cast<Number>(known - rates.begin());
  if (known == rates.end()) rates.push_back(basis_points);
  return number;
}

}  // namespace kazasu::pricing
