#pragma once

#include <vector>

#include "kazasu/pricing/quote.hpp"
#include "pricing/reasons.hpp"
#include "pricing/recycled.hpp"

namespace kazasu::pricing {

/// Writes the answer (pricing.md, section 6) into a caller's quote. Reused.
class AnswerWriter {
 public:
  struct Input {
    const OfferTables* tables = nullptr;
    const Sale* sale = nullptr;
    const SaleFacts* facts = nullptr;
    const BasketLines* basket = nullptr;
    const Candidates* candidates = nullptr;
    const Selection* selection = nullptr;
    const StampChoice* stamps = nullptr;
    const CandidateReasons* reasons = nullptr;
    PointsChoice* points = nullptr;  ///< in the state of the selection
    const CappedAwards* awards = nullptr;
    Explain explain = Explain::all;
  };
  /// `nets` are those at the start; they end as the answer's. Fails with `limit_exceeded` on too many points.
  Result<void> write(const Input& input, NetState& nets, OfferStages& stages, Quote& quote);

 private:
  void write_lines(Quote& quote);
  void write_discounts(NetState& nets, OfferStages& stages, Quote& quote);
  void write_nets(const NetState& nets, Quote& quote);
  void write_totals(Quote& quote);
  Result<void> write_awards(Quote& quote);
  void write_wallets(Quote& quote);
  void write_stamps(Quote& quote);
  void write_not_applied(Quote& quote);
  void write_reason(Number position, Quote& quote);
  void write_unknown(Quote& quote);
  NotAppliedOffer& next_not_applied(std::string_view offer, NotAppliedReason reason, Quote& quote);
  void describe_limit(Number number, NotAppliedOffer& entry) const;
  [[nodiscard]] const Offer& offer_at(Number place) const;
  void assign_id(std::string& id, Number place) const;
  AppliedOffer& next_applied(Number place, Quote& quote);

  Input input_;
  Recycled<QuotedLine> lines_;
  Recycled<Adjustment> adjustments_;
  Recycled<AppliedOffer> applied_;
  Recycled<NotAppliedOffer> not_applied_;
  Recycled<Award> awards_;
  Recycled<IssuedCoupon> issued_;
  Recycled<QuotedWallet> wallets_;
  std::size_t applied_used_ = 0, not_applied_used_ = 0, awards_used_ = 0;
  std::vector<std::size_t> adjustments_used_;  ///< by line
  std::vector<Int> line_off_;                  ///< by line: of one offer; 0 between uses
  std::vector<Number> lines_changed_;
  std::vector<std::uint64_t> explained_;  ///< bitmap over positions in OfferTables::offers
  std::vector<Number> positions_;         ///< those explained; only the first hold anything
  std::vector<Int> sums_;
};

}  // namespace kazasu::pricing
