// pricing.md, sections 5 and 6: `not_applied`.
#include <algorithm>

#include "pricing/answer.hpp"
#include "pricing/condition_text.hpp"

namespace kazasu::pricing {

/// All but `instead`.
NotAppliedOffer& AnswerWriter::next_not_applied(std::string_view offer, NotAppliedReason reason, Quote& quote) {
  NotAppliedOffer& entry = not_applied_.next(quote.not_applied, not_applied_used_);
  assign_text(entry.offer, offer);
  entry.reason = reason;
  entry.condition.clear();
  entry.wanted.clear();
  entry.found.clear();
  return entry;
}

/// In the order of the request's offers: all, or those that could have applied and coupons put forward.
void AnswerWriter::write_not_applied(Quote& quote) {
  if (input_.explain == Explain::all) {
    for (Number position = 0; position < input_.tables->offers.size(); ++position) write_reason(position, quote);
  } else if (input_.explain == Explain::candidates) {
    explained_.assign(BitRows::words_for(input_.tables->offers.size()), 0);
    const auto explain = [&](Number position) { explained_[position / 64] |= std::uint64_t{1} << (position % 64); };
    for (const Number place : input_.reasons->not_taken) explain(input_.candidates->all[place].offer->position);
    const auto add_coupons = [&](const std::vector<std::string>& ids) {
      for (const std::string& id : ids) {
        const Number position = input_.tables->ids.find(id);
        if (position == kNone) continue;
        const Number number = input_.tables->number_at[position];
        if (input_.candidates->place_of(number) == kNone) explain(position);
      }
    };
    if (input_.facts->member != nullptr) add_coupons(input_.facts->member->coupons);
    add_coupons(input_.sale->basket.coupon_codes);
    positions_.resize(std::max(positions_.size(), input_.tables->offers.size() + 1));
    const std::size_t count = list_bits(explained_, positions_.data());
    for (const Number position : std::span{positions_}.first(count)) write_reason(position, quote);
  }
  if (input_.explain != Explain::none) write_unknown(quote);
  not_applied_.cut(quote.not_applied, not_applied_used_);
}

void AnswerWriter::write_reason(Number position, Quote& quote) {
  const Number number = input_.tables->number_at[position];
  const Number place = input_.candidates->place_of(number);
  if (place != kNone) {
    const CandidateReason& reason = input_.reasons->by_place[place];
    if (reason.taken) return;
    const ShortText& id = input_.candidates->all[place].offer->id;
    NotAppliedOffer& entry =
        next_not_applied(id.holds() ? id.view() : input_.tables->offers[position].id, reason.reason, quote);
    if (reason.instead == kNone) {
      entry.instead.clear();
    } else {
      assign_id(entry.instead, reason.instead);
    }
    return;
  }
  const Offer& offer = input_.tables->offers[position];
  const Verdict verdict = input_.candidates->judge(number);
  NotAppliedOffer& entry = next_not_applied(offer.id, verdict.reason, quote);
  entry.instead.clear();
  if (verdict.reason == NotAppliedReason::condition) {
    entry.condition = name_of(verdict.condition);
    describe_condition(verdict.condition, offer.when, *input_.sale, input_.facts->moment,
                       input_.candidates->filter_totals(number), entry.wanted, entry.found);
  } else if (verdict.reason == NotAppliedReason::limit) {
    describe_limit(number, entry);
  }
}

void AnswerWriter::describe_limit(Number number, NotAppliedOffer& entry) const {
  if (!input_.facts->budgets.leave_room(number)) return input_.facts->budgets.describe(number, entry);
  if (input_.facts->member == nullptr) {
    entry.wanted = "a member";
    entry.found = "no member";
    return;
  }
  const CompiledOffer& offer = input_.tables->compiled[number];
  const KnownUsage used = input_.facts->usage(number);
  const bool by_uses = (offer.per_member_day != 0 && used.today >= offer.per_member_day) ||
                       (offer.per_member != 0 && used.total >= offer.per_member);
  if (!by_uses) {
    const Points most = input_.tables->offers[offer.position].limits.points_per_member;
    entry.wanted = std::to_string(most.value()) + " points in all";
    entry.found = std::to_string(used.points) + " points";
    return;
  }
  const bool of_day = offer.per_member_day != 0 && used.today >= offer.per_member_day;
  entry.wanted = std::to_string(of_day ? offer.per_member_day : offer.per_member);
  entry.wanted += of_day ? " a day" : " in all";
  entry.found = std::to_string(of_day ? used.today : used.total);
}

/// Ids that name no offer, each once.
void AnswerWriter::write_unknown(Quote& quote) {
  const std::size_t first = not_applied_used_;
  const auto add = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (input_.tables->ids.find(id) != kNone) continue;
      const auto begin = quote.not_applied.begin();
      const auto known = begin + static_cast<std::ptrdiff_t>(not_applied_used_);
      const bool named = std::any_of(begin + static_cast<std::ptrdiff_t>(first), known,
                                     [&](const NotAppliedOffer& entry) { return entry.offer == id; });
      if (!named) next_not_applied(id, NotAppliedReason::unknown, quote).instead.clear();
    }
  };
  if (input_.facts->member != nullptr) add(input_.facts->member->coupons);
  add(input_.sale->basket.coupon_codes);
}

}  // namespace kazasu::pricing
