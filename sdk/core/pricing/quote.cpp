#include "kazasu/pricing/quote.hpp"

#include "pricing/answer.hpp"
#include "pricing/conservation.hpp"
#include "pricing/sale_check.hpp"

namespace kazasu {

struct QuoteEngine::Workspace {
  pricing::DuplicateFinder duplicates;
  pricing::SaleFacts facts;
  pricing::BasketLines basket;
  pricing::Candidates candidates;
  pricing::NetState nets;
  pricing::OfferStages stages;
  pricing::SelectionSearch search;
  pricing::Selection selection;
  pricing::StampChoice stamps;
  pricing::CandidateReasons reasons;
  pricing::AnswerWriter writer;
};

QuoteEngine::QuoteEngine() : workspace_(std::make_unique<Workspace>()) {}
QuoteEngine::~QuoteEngine() = default;
QuoteEngine::QuoteEngine(QuoteEngine&&) noexcept = default;
QuoteEngine& QuoteEngine::operator=(QuoteEngine&&) noexcept = default;

Result<void> QuoteEngine::quote(const OfferIndex& offers, const Sale& sale, Quote& quote, const QuoteOptions& options) {
  Workspace& work = *workspace_;
  const pricing::OfferTables& tables = offers.tables();
  if (auto fault = pricing::check_sale(sale, tables.program, work.duplicates)) return *fault;
  work.facts.prepare(tables, sale);
  work.basket.prepare(tables, sale.basket);
  work.candidates.find(tables, work.facts, work.basket);
  work.nets.start(work.basket);
  work.stages.prepare(work.basket, tables.program.discount_rounding);
  pricing::SearchBounds bounds;
  bounds.steps = options.search_steps;
  const pricing::SelectionSearch::Input input{&tables, &work.facts, &work.basket, &work.candidates, bounds};
  work.search.run(input, work.nets, work.stages, work.selection);
  pricing::PointsChoice& points = work.search.points_choice();
  points.choose(work.selection.line_nets, work.selection.total, work.selection.discounts);
  work.stamps.choose(work.facts, work.candidates, work.selection.discounts, work.selection.points);
  if (options.explain != Explain::none) {
    work.reasons.explain(input, work.search, work.selection, work.stamps, work.nets, work.stages);
  }
  const pricing::AnswerWriter::Input answer{&tables,          &sale,           &work.facts,  &work.basket,
                                            &work.candidates, &work.selection, &work.stamps, &work.reasons,
                                            &points,          options.explain};
  if (auto written = work.writer.write(answer, work.nets, work.stages, quote); !written) return written;
  if (!pricing::conserves(quote, tables.program.tax_mode)) {
    return Error{ErrorCode::internal, "the quote's sums do not agree"};
  }
  return {};
}

Result<Quote> quote(const QuoteRequest& request) {
  auto offers = OfferIndex::build(request.program, request.offers);
  if (!offers) return offers.error();
  Quote priced;
  if (auto quoted = QuoteEngine{}.quote(**offers, request.sale, priced); !quoted) return quoted.error();
  return priced;
}

}  // namespace kazasu
