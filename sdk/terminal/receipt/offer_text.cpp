#include "receipt/offer_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "receipt/amount_text.hpp"
#include "receipt/receipt_words.hpp"

namespace kazasu::receipt {
namespace {

struct RewardText {
  std::string_view currency;
  Language language;

  [[nodiscard]] std::string money(Money amount) const { return money_text(amount, currency); }
  [[nodiscard]] std::string points(Points points) const {
    return say(Word::points, language, {grouped(points.value())});
  }

  std::string operator()(const reward::PercentOff& reward) const {
    return say(Word::percent_off, language, {percent_text(reward.basis_points)});
  }
  std::string operator()(const reward::AmountOffUnit& reward) const {
    return say(Word::amount_off_unit, language, {money(reward.amount)});
  }
  std::string operator()(const reward::UnitPrice& reward) const {
    return say(Word::unit_price, language, {money(reward.price)});
  }
  std::string operator()(const reward::Bundle& reward) const {
    return say(Word::bundle, language, {grouped(reward.buy), grouped(reward.get), percent_text(reward.basis_points)});
  }
  std::string operator()(const reward::MixMatch& reward) const {
    return say(Word::mix_match, language, {grouped(reward.quantity), money(reward.price)});
  }
  std::string operator()(const reward::BasketPercentOff& reward) const {
    return say(Word::basket_percent_off, language, {percent_text(reward.basis_points)});
  }
  std::string operator()(const reward::BasketAmountOff& reward) const {
    return say(Word::basket_amount_off, language, {money(reward.amount)});
  }
  std::string operator()(const reward::PointsTimes& reward) const {
    return say(Word::points_times, language, {tenths_text(reward.tenths)});
  }
  std::string operator()(const reward::PointsBonus& reward) const {
    return say(Word::points_bonus, language, {points(reward.points)});
  }
  std::string operator()(const reward::PointsPerUnit& reward) const {
    return say(Word::points_per_unit, language, {points(reward.points)});
  }
  std::string operator()(const reward::IssueCoupon& reward) const {
    return say(Word::issue_coupon, language, {reward.coupon, grouped(reward.stamps)});
  }
};

Word word_of(NotAppliedReason reason) {
  switch (reason) {
    case NotAppliedReason::priced_by_pos: return Word::priced_by_pos;
    case NotAppliedReason::unknown: return Word::unknown;
    case NotAppliedReason::not_held: return Word::not_held;
    case NotAppliedReason::member: return Word::member;
    case NotAppliedReason::condition: break;  // has words of its own
    case NotAppliedReason::limit: return Word::limit;
    case NotAppliedReason::no_target: return Word::no_target;
    case NotAppliedReason::group: return Word::group;
    case NotAppliedReason::exclusive: return Word::exclusive;
    case NotAppliedReason::no_effect: return Word::no_effect;
    case NotAppliedReason::not_best: return Word::not_best;
  }
  return Word::not_best;
}

constexpr std::array<std::pair<std::string_view, Word>, 20> kConditions{{
    {"clock", Word::condition_clock},
    {"valid_from", Word::condition_valid_from},
    {"valid_to", Word::condition_valid_to},
    {"weekdays", Word::condition_weekdays},
    {"days_of_month", Word::condition_days_of_month},
    {"hours", Word::condition_hours},
    {"companies", Word::condition_companies},
    {"stores", Word::condition_stores},
    {"tenders", Word::condition_tenders},
    {"ranks", Word::condition_ranks},
    {"segments_any", Word::condition_segments_any},
    {"segments_all", Word::condition_segments_all},
    {"birthday_month", Word::condition_birthday_month},
    {"first_visit", Word::condition_first_visit},
    {"min_assurance", Word::condition_min_assurance},
    {"min_amount", Word::condition_min_amount},
    {"min_quantity", Word::condition_min_quantity},
    {"budget.uses", Word::budget_uses},
    {"budget.amount", Word::budget_amount},
    {"budget.points", Word::budget_points},
}};

}  // namespace

const Offer* OfferText::find(std::string_view id) const {
  const auto found = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& offer) { return offer.id == id; });
  return found != offers_.end() ? &*found : nullptr;
}

std::string OfferText::name(std::string_view id) const {
  const Offer* offer = find(id);
  if (offer == nullptr || offer->title.empty()) return std::string{id};
  return say(Word::joined, language_, {offer->title, id});
}

std::string OfferText::reward(std::string_view id) const {
  const Offer* offer = find(id);
  return offer != nullptr ? std::visit(RewardText{currency_, language_}, offer->reward) : "";
}

std::string OfferText::failed_condition(const NotAppliedOffer& offer) const {
  const auto known = std::find_if(kConditions.begin(), kConditions.end(),
                                  [&](const auto& condition) { return condition.first == offer.condition; });
  const std::string what = known != kConditions.end() ? say(known->second, language_) : offer.condition;
  // Segments say what a merchant thinks of a member: not for a receipt.
  if (offer.condition.starts_with("segments")) return what;
  if (const Offer* whole = find(offer.offer); whole != nullptr && offer.condition == "min_amount") {
    return say(Word::wanted, language_, {what, money_text(whole->when.min_amount, currency_)});
  }
  if (offer.wanted.empty()) return what;
  if (offer.found.empty()) return say(Word::wanted, language_, {what, offer.wanted});
  return say(Word::wanted_found, language_, {what, offer.wanted, offer.found});
}

std::string OfferText::why_not(const NotAppliedOffer& offer) const {
  // A limit that has words of its own is a budget's.
  if (offer.reason == NotAppliedReason::condition || !offer.condition.empty()) return failed_condition(offer);
  const Word word = word_of(offer.reason);
  if (!offer.instead.empty()) return say(word, language_, {name(offer.instead)});
  return say(word, language_);
}

const std::string& title_of(const Wallet& wallet) {
  return wallet.title.empty() ? wallet.wallet : wallet.title;
}

}  // namespace kazasu::receipt
