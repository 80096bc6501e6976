#include "kazasu/pricing/quote.hpp"

#include "pricing/hints.hpp"
#include "pricing/quoter.hpp"

namespace kazasu {

struct QuoteEngine::Workspace {
  pricing::Quoter quoter;
  std::unique_ptr<pricing::HintFinder> hints;  ///< made when first asked for
};

QuoteEngine::QuoteEngine() : workspace_(std::make_unique<Workspace>()) {}
QuoteEngine::~QuoteEngine() = default;
QuoteEngine::QuoteEngine(QuoteEngine&&) noexcept = default;
QuoteEngine& QuoteEngine::operator=(QuoteEngine&&) noexcept = default;

Result<void> QuoteEngine::quote(const OfferIndex& offers, const Sale& sale, Quote& quote, const QuoteOptions& options) {
  Workspace& work = *workspace_;
  auto quoted = work.quoter.quote(offers.tables(), sale, options, pricing::kNone, quote);
  if (!quoted || !options.hints) return quoted;
  if (!work.hints) work.hints = std::make_unique<pricing::HintFinder>();
  work.hints->find(offers.tables(), sale, work.quoter, options, quote);
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
