#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/basket_lines.hpp"
#include "pricing/condition.hpp"
#include "pricing/live_offers.hpp"
#include "pricing/offer_tables.hpp"
#include "pricing/sale_facts.hpp"
#include "pricing/target.hpp"

namespace kazasu::pricing {

/// An offer that may apply (pricing.md, section 2). Candidates stand in order of application.
struct Candidate {
  const CompiledOffer* offer = nullptr;
  Number number = 0;  ///< of the offer
  Range lines;        ///< its target, ascending, in Candidates::lines
  Int units = 0;      ///< in its target
};

/// Why an offer is no candidate; `candidate` true where it is one.
struct Verdict {
  bool candidate = false;
  NotAppliedReason reason = NotAppliedReason::unknown;
  ConditionField condition = ConditionField::none;
};

/// Finds the candidates of a sale. Reused from quote to quote.
class Candidates {
 public:
  /// The arguments must outlive the use of the result. `without`: an offer that is to be no candidate, or kNone.
  void find(const OfferTables& tables, const SaleFacts& facts, const BasketLines& basket, Number without);

  std::vector<Candidate> all;
  std::vector<Number> lines;

  /// The places of one stage: they stand together.
  [[nodiscard]] Range of_stage(Stage stage) const { return stages_[static_cast<std::size_t>(stage)]; }
  [[nodiscard]] bool any_exclusive() const { return any_exclusive_; }
  [[nodiscard]] std::span<const Number> target(const Candidate& candidate) const {
    return std::span{lines}.subspan(candidate.lines.begin, candidate.lines.end - candidate.lines.begin);
  }
  /// Whether the candidate's target is every line that any could have: all of these share one list.
  [[nodiscard]] bool every_line(const Candidate& candidate) const { return candidate.offer->every_line; }
  /// Judges any offer of the index, in the order of reasons of pricing.md, section 5.
  [[nodiscard]] Verdict judge(Number offer) const;
  /// The offer's place in `all`, or kNone.
  [[nodiscard]] Number place_of(Number offer) const;
  [[nodiscard]] FilterTotals filter_totals(Number offer) const { return matcher_.totals(offer); }

 private:
  /// All but the last reason, NO_TARGET.
  [[nodiscard]] Verdict judge_before_target(Number offer) const;
  [[nodiscard]] bool limits_leave_room(Number offer) const;
  [[nodiscard]] bool points_used_up(Number offer) const;
  void list_targetable();
  void consider_matched(Number without);
  void place_targets();
  void note_stages();
  [[nodiscard]] Int units_of(Range target) const;

  const OfferTables* tables_ = nullptr;
  const SaleFacts* facts_ = nullptr;
  const BasketLines* basket_ = nullptr;
  LiveOffers live_;
  TargetMatcher matcher_;
  std::vector<Number> places_;  ///< offer → place in `all` where that names the offer; else stale

  std::vector<Number> next_line_;  ///< matched offer → where its next line goes in `lines`
  Number line_count_ = 0;          ///< of `lines`, while it grows

  /// The lines that any offer of one kind could have in its target.
  struct Targetable {
    Range lines;
    Int units = 0;
  };
  Targetable discountable_, awardable_;
  std::array<Range, 4> stages_;
  bool any_exclusive_ = false;
  enum By : std::uint8_t { kByDiscounts = 1, kByPoints = 2 };
  std::vector<std::uint8_t> targetable_by_;  ///< by line
};

}  // namespace kazasu::pricing
