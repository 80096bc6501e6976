#include "pricing/basket_lines.hpp"

#include <algorithm>

namespace kazasu::pricing {

void BasketLines::prepare(const OfferTables& tables, const Basket& basket) {
  ++prepared_;
  lines.swap(lines_before_);
  categories.swap(categories_before_);
  const auto count = static_cast<Number>(basket.lines.size());
  lines.resize(count);
  std::size_t named = 0;
  for (const Line& line : basket.lines) named += line.categories.size();
  categories.resize(named);
  rates.clear();
  all = {};
  every_line_targetable = true;
  Number units = 0;
  Number known = 0;
  TextKey tax_class_before;
  Number rate = kNone;
  const Line* line = basket.lines.data();
  for (PreparedLine& prepared : lines) {
    prepared.first_unit = units;
    prepared.categories.begin = known;
    prepare_line(tables, *line, basket.priced_by_pos, prepared);
    units = prepared.end_unit;
    known = prepared.categories.end;
    // Lines of one rate mostly stand together.
    const TextKey tax_class = text_key(line->tax_class);
    if (rate == kNone || tax_class != tax_class_before || tax_class.size > TextKey::kExact) {
      rate = rate_number(tables.program, line->tax_class);
      tax_class_before = tax_class;
    }
    prepared.rate = rate;
    ++line;
  }
  categories.resize(known);
  unit_line.resize(units);
  Number* unit = unit_line.data();
  for (Number at = 0; at < count; ++at) {
    for (Int left = lines[at].quantity; left > 0; --left) *unit++ = at;
  }
}

/// All but the rate, where its units and categories begin being set.
void BasketLines::prepare_line(const OfferTables& tables, const Line& line, bool priced_by_pos,
                               PreparedLine& prepared) {
  prepared.line = &line;
  prepared.product = tables.products.find(line.product);
  prepared.brand = tables.brands.size() == 0 ? kNone : tables.brands.find(line.brand);
  Number known = prepared.categories.begin;
  for (const std::string& category : line.categories) {
    categories[known] = tables.categories.find(category);
    known += categories[known] == kNone ? 0 : 1;
  }
  prepared.categories.end = known;
  prepared.end_unit = prepared.first_unit + static_cast<Number>(line.quantity);
  prepared.discountable = line.discountable;
  prepared.awardable = line.awardable;
  every_line_targetable = every_line_targetable & line.discountable & line.awardable;
  prepared.quantity = line.quantity;
  prepared.gross = line.quantity * line.unit_price.value();
  prepared.judged_amount = prepared.gross - (priced_by_pos ? line.manual_discount.value() : 0);
  all.amount += prepared.judged_amount;
  all.quantity += line.quantity;
}

Number BasketLines::same_since(Seen seen) const {
  if (seen + 1 != prepared_) return 0;
  const auto most = static_cast<Number>(std::min(lines_before_.size(), lines.size()));
  Number same = 0;
  while (same < most && as_before(same)) ++same;
  return same;
}

bool BasketLines::as_before(Number line) const {
  const PreparedLine& now = lines[line];
  const PreparedLine& before = lines_before_[line];
  if (now.product != before.product || now.brand != before.brand || now.judged_amount != before.judged_amount ||
      now.quantity != before.quantity) {
    return false;
  }
  return std::equal(categories.begin() + now.categories.begin, categories.begin() + now.categories.end,
                    categories_before_.begin() + before.categories.begin,
                    categories_before_.begin() + before.categories.end);
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
