#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// Version of the rules of pricing: raised when the same inputs come to another answer. Every entry of a journal holds
/// the one that it was priced by.
inline constexpr std::uint32_t kPricingRulesVersion = 1;

/// Which offers `Quote::not_applied` names. Reasons of offers that are far from applying cost more than the quote when
/// an index holds thousands.
enum class Explain {
  all,         ///< every offer of the index
  candidates,  ///< those that could have applied, and coupons and codes put forward
  none,
};

struct QuoteOptions {
  Explain explain = Explain::all;
  /// Fill `Quote::hints`. Costs several quotes for each hint.
  bool hints = false;
  /// For hints: goods at hand, at their prices, that the basket may have none of. Of each `product`, `categories`,
  /// `brand`, `unit_price`, `tax_class`, `discountable` and `awardable` count. Must outlive the call.
  std::span<const Line> products{};
  /// How many steps, of about a microsecond, the search of offers that interact may take before it answers with the
  /// best found and a proven `gap`. Up to 20 interacting offers are always searched to the end.
  std::int64_t search_steps = 100'000;
};

/// Prices baskets: a pure function of index, sale and options. Keeps its memory from quote to quote, so that a quote
/// like one before allocates nothing. Thread: one at a time; any number of engines may share an index.
class QuoteEngine {
 public:
  QuoteEngine();
  ~QuoteEngine();
  QuoteEngine(QuoteEngine&&) noexcept;
  QuoteEngine& operator=(QuoteEngine&&) noexcept;

  /// Writes the answer over `quote`, whose memory is used again. Fails as `validate` of the sale does, or with
  /// `limit_exceeded` if more points would be awarded than limits::kPointsMax; then `quote` holds nothing of use.
  Result<void> quote(const OfferIndex& offers, const Sale& sale, Quote& quote, const QuoteOptions& options = {});

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

/// A whole request at once: validates, compiles the offers and quotes, with the reasons of all offers.
Result<Quote> quote(const QuoteRequest& request);

}  // namespace kazasu
