#include "pricing/quoter.hpp"

#include "pricing/conservation.hpp"
#include "pricing/sale_check.hpp"

namespace kazasu::pricing {

Result<void> Quoter::quote(const OfferTables& tables, const Sale& sale, const QuoteOptions& options, Number without,
                           Quote& quote) {
  if (auto fault = check_sale(sale, tables.program, duplicates_)) return *fault;
  facts_.prepare(tables, sale);
  basket_.prepare(tables, sale.basket);
  bounds.steps = options.search_steps;
  do {
    if (auto priced = price(tables, sale, options, without, quote); !priced) return priced;
  } while (!tables.with_budget.empty() && facts_.budgets.turn_away(quote));
  if (!conserves(quote, tables.program)) return Error{ErrorCode::internal, "the quote's sums do not agree"};
  return {};
}

Result<void> Quoter::price(const OfferTables& tables, const Sale& sale, const QuoteOptions& options, Number without,
                           Quote& quote) {
  candidates_.find(tables, facts_, basket_, without);
  nets_.start(basket_);
  stages_.prepare(basket_, tables.program.discount_rounding);
  const SelectionSearch::Input input{&tables, &facts_, &basket_, &candidates_, bounds};
  search_.run(input, nets_, stages_, selection_);
  PointsChoice& points = search_.points_choice();
  awards_.settle(facts_, points, selection_.points);
  stamps_.choose(tables, facts_, candidates_, selection_.discounts, selection_.points);
  if (options.explain != Explain::none) reasons_.explain(input, search_, selection_, awards_, stamps_, nets_, stages_);
  const AnswerWriter::Input answer{&tables,  &sale,     &facts_, &basket_, &candidates_,   &selection_,
                                   &stamps_, &reasons_, &points, &awards_, options.explain};
  return writer_.write(answer, nets_, stages_, quote);
}

}  // namespace kazasu::pricing
