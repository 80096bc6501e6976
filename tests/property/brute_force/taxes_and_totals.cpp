#include "brute_force/sum.hpp"

#include <algorithm>

namespace kazasu::brute_force {

I Sum::basis_points(const Line& line) const {
  for (const TaxRate& one : program_.tax_rates) {
    if (one.tax_class == line.tax_class) return one.basis_points;
  }
  return -1;
}

void Sum::add_tax(Outcome& outcome) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const I rate = basis_points(lines_[i]);
    auto known = std::find_if(outcome.taxes.begin(), outcome.taxes.end(),
                              [&](const TaxTotal& t) { return t.basis_points == rate; });
    if (known == outcome.taxes.end()) known = outcome.taxes.insert(outcome.taxes.end(), {rate, Money{}, Money{}});
    known->taxable += Money{sum_of(outcome.nets[i])};
  }
  for (TaxTotal& tax : outcome.taxes) {
    const bool included = program_.tax_mode == TaxMode::included;
    const I128 whole = included ? 10'000 + tax.basis_points : 10'000;
    tax.tax = Money{round_div(I128{tax.taxable.value()} * tax.basis_points, whole, program_.tax_rounding)};
    outcome.total += tax.taxable.value() + (included ? 0 : tax.tax.value());
  }
}

}  // namespace kazasu::brute_force
