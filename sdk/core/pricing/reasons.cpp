#include "pricing/reasons.hpp"

#include <algorithm>
#include <string_view>

#include "pricing/target.hpp"

namespace kazasu::pricing {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool held(const Offer& offer, const Sale& sale) {
  return contains(sale.basket.coupon_codes, offer.id) || (sale.member && contains(sale.member->coupons, offer.id));
}

std::optional<NotAppliedOffer> why_limit(const Offer& offer, const Sale& sale) {
  const OfferLimits& limits = offer.limits;
  if (limits.per_member_day == 0 && limits.per_member == 0) return std::nullopt;
  if (!sale.member) return NotAppliedOffer{offer.id, NotAppliedReason::limit, "", "", "a member", "no member"};
  const auto& usage = sale.member->usage;
  const auto used = std::find_if(usage.begin(), usage.end(), [&](const OfferUsage& one) { return one.offer == offer.id; });
  if (used == usage.end()) return std::nullopt;
  if (limits.per_member_day != 0 && used->today >= limits.per_member_day) {
    return NotAppliedOffer{offer.id, NotAppliedReason::limit, "", "", std::to_string(limits.per_member_day) + " a day", std::to_string(used->today)};
  }
  if (limits.per_member != 0 && used->total >= limits.per_member) {
    return NotAppliedOffer{offer.id, NotAppliedReason::limit, "", "", std::to_string(limits.per_member) + " in all", std::to_string(used->total)};
  }
  return std::nullopt;
}

/// Reasons of candidates that were not taken.
class CandidateReasons {
 public:
  CandidateReasons(const SaleContext& context, const Selection& selection) : context_(context), selection_(selection) {}

  NotAppliedOffer reason(const Candidate& candidate, std::uint32_t index) const {
    NotAppliedOffer reason{candidate.offer->id, NotAppliedReason::not_best, "", "", "", ""};
    if (const Offer* taken = same_group(candidate)) {
      reason.reason = NotAppliedReason::group;
      reason.instead = taken->id;
    } else if (candidate.discount && !selection_.discounts.empty() && (candidate.offer->exclusive || first_taken().exclusive)) {
      reason.reason = NotAppliedReason::exclusive;
      reason.instead = first_taken().id;
    } else if (!has_effect(candidate, index)) {
      reason.reason = NotAppliedReason::no_effect;
    }
    return reason;
  }

 private:
  [[nodiscard]] const Offer& first_taken() const { return *context_.discounts[selection_.discounts.front()].offer; }

  [[nodiscard]] const Offer* same_group(const Candidate& candidate) const {
    if (candidate.offer->group.empty()) return nullptr;
    for (const std::uint32_t taken : selection_.discounts) {
      if (context_.discounts[taken].offer->group == candidate.offer->group) return context_.discounts[taken].offer;
    }
    for (const std::uint32_t taken : selection_.points) {
      if (context_.points[taken].offer->group == candidate.offer->group) return context_.points[taken].offer;
    }
    return nullptr;
  }

  [[nodiscard]] bool has_effect(const Candidate& candidate, std::uint32_t index) const {
    std::vector<std::uint32_t> discounts = selection_.discounts;
    std::vector<std::uint32_t> points = selection_.points;
    auto& list = candidate.discount ? discounts : points;
    list.insert(std::lower_bound(list.begin(), list.end(), index), index);
    const Selection with = evaluate(context_, std::move(discounts), std::move(points));
    return with.total != selection_.total || with.points_awarded != selection_.points_awarded;
  }

  const SaleContext& context_;
  const Selection& selection_;
};

}  // namespace

std::optional<NotAppliedOffer> why_no_candidate(const Offer& offer, const Sale& sale, const SaleTime& time, std::vector<std::uint32_t>& target) {
  const bool discount = is_discount(offer.reward);
  const auto because = [&](NotAppliedReason reason) { return NotAppliedOffer{offer.id, reason, "", "", "", ""}; };
  if (discount && sale.basket.priced_by_pos) return because(NotAppliedReason::priced_by_pos);
  if (offer.kind == OfferKind::coupon && !held(offer, sale)) return because(NotAppliedReason::not_held);
  if (!discount && !sale.member) return because(NotAppliedReason::member);
  if (const auto failed = failed_condition(offer, sale, time)) {
    return NotAppliedOffer{offer.id, NotAppliedReason::condition, failed->field, "", failed->wanted, failed->found};
  }
  if (auto limited = why_limit(offer, sale)) return limited;
  target.clear();
  for (std::uint32_t line = 0; line < sale.basket.lines.size(); ++line) {
    if (in_target(offer, sale.basket.lines[line])) target.push_back(line);
  }
  if (target.empty()) return because(NotAppliedReason::no_target);
  return std::nullopt;
}

std::vector<NotAppliedOffer> not_applied(const OfferIndex& offers, const SaleContext& context, const Selection& selection,
                                         const std::vector<std::optional<NotAppliedOffer>>& no_candidates) {
  std::vector<std::optional<NotAppliedOffer>> reasons = no_candidates;
  const CandidateReasons candidates{context, selection};
  const auto explain = [&](const std::vector<Candidate>& listed, const std::vector<std::uint32_t>& taken) {
    for (std::uint32_t index = 0; index < listed.size(); ++index) {
      if (std::binary_search(taken.begin(), taken.end(), index)) continue;
      reasons[listed[index].request_position] = candidates.reason(listed[index], index);
    }
  };
  explain(context.discounts, selection.discounts);
  explain(context.points, selection.points);
  std::vector<NotAppliedOffer> all;
  for (auto& reason : reasons) {
    if (reason) all.push_back(std::move(*reason));
  }
  std::vector<std::string> unknown;
  const auto add_unknown = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (offers.find(id) != nullptr || contains(unknown, id)) continue;
      unknown.push_back(id);
      all.push_back({id, NotAppliedReason::unknown, "", "", "", ""});
    }
  };
  if (context.sale.member) add_unknown(context.sale.member->coupons);
  add_unknown(context.sale.basket.coupon_codes);
  return all;
}

}  // namespace kazasu::pricing
