#include "pricing/basket_lines.hpp"

#include <algorithm>

namespace kazasu::pricing {

void BasketLines::prepare(const OfferTables& tables, const Basket& basket) {
  lines.clear();
  categories.clear();
  rates.clear();
  unit_line.clear();
  all = {};
  for (const Line& line : basket.lines) prepare_line(tables, basket, line);
}

void BasketLines::prepare_line(const OfferTables& tables, const Basket& basket, const Line& line) {
  PreparedLine prepared;
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
  unit_line.resize(unit_line.size() + static_cast<std::size_t>(line.quantity), static_cast<Number>(lines.size()));
  prepared.end_unit = static_cast<Number>(unit_line.size());
  const auto& program_rates = tables.program.tax_rates;
  const auto rate = std::find_if(program_rates.begin(), program_rates.end(),
                                 [&](const TaxRate& r) { return r.tax_class == line.tax_class; });
  prepared.rate = rate_number(rate->basis_points);
  prepared.discountable = line.discountable;
  prepared.awardable = line.awardable;
  prepared.gross = line.quantity * line.unit_price.value();
  prepared.judged_amount = prepared.gross - (basket.priced_by_pos ? line.manual_discount.value() : 0);
  all.amount += prepared.judged_amount;
  all.quantity += line.quantity;
  lines.push_back(prepared);
}

Number BasketLines::rate_number(Int basis_points) {
  const auto known = std::find(rates.begin(), rates.end(), basis_points);
  const auto number = static_cast<Number>(known - rates.begin());
  if (known == rates.end()) rates.push_back(basis_points);
  return number;
}

}  // namespace kazasu::pricing
