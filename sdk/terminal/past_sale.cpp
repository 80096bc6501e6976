#include "past_sale.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/proto/quote_messages.hpp"

namespace kazasu {

Result<Sale> sale_of(const OpenedEntry& checkout) {
  const std::string where = "entry " + std::to_string(checkout.entry.seq());
  if (!checkout.body.has_checkout()) return Error{ErrorCode::invalid_argument, where + ": is not a sale's"};
  if (checkout.is_sealed()) {
    return Error{ErrorCode::key_missing,
                 where + ": its member is sealed: the terminal's journal key is wanted, in keys/ beside the journal"};
  }
  const v1::CheckoutContent& content = checkout.body.checkout();
  Sale sale;
  const auto at = parse_timestamp(content.at());
  if (!at) return Error{ErrorCode::journal_corrupt, where + ": no time"};
  sale.at = *at;
  auto basket = proto::basket_from_message(content.basket());
  if (!basket) return basket.error();
  sale.basket = std::move(*basket);
  for (const auto& left : content.budgets()) sale.budgets.push_back(proto::budget_left_from_message(left));
  if (checkout.member) {
    auto view = proto::member_from_message(checkout.member->view());
    if (!view) return view.error();
    sale.member = std::move(*view);
  }
  return sale;
}

Result<std::shared_ptr<const OfferIndex>> index_of(const v1::OfferSet& offer_set) {
  auto program = proto::program_from_message(offer_set.program());
  if (!program) return program.error();
  auto offers = proto::offers_from_messages(offer_set.offers());
  if (!offers) return offers.error();
  return OfferIndex::build(std::move(*program), std::move(*offers));
}

TimeEffect time_effect_of(const v1::CheckoutContent& content) {
  const v1::TimeEffect& effect = content.time_effect();
  return {{effect.withheld_offers().begin(), effect.withheld_offers().end()},
          {effect.granted_offers().begin(), effect.granted_offers().end()}};
}

v1::TimeEffect message_of(const TimeEffect& effect) {
  v1::TimeEffect message;
  for (const std::string& offer : effect.withheld) message.add_withheld_offers(offer);
  for (const std::string& offer : effect.granted) message.add_granted_offers(offer);
  return message;
}

UnitsReturned units_of(const v1::ReturnContent& content) {
  UnitsReturned returned;
  for (const auto& unit : content.units()) returned.units.push_back({unit.line(), unit.unit()});
  return returned;
}

void BookedBefore::add(const v1::ReturnContent& content) {
  for (const std::string& coupon : content.released_coupons()) released_coupons.push_back(coupon);
  for (const auto& withdrawn : content.withdrawn_stamps()) withdrawn_stamps.push_back(withdrawn.offer());
}

void record_amounts(v1::ReturnContent& content, const QuotedReturn& amounts, const v1::Quote& sale_quote,
                    const BookedBefore& before) {
  const auto holds = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  *content.mutable_booked() = proto::to_message(amounts.booked);
  *content.mutable_state() = proto::to_message(amounts.state);
  content.clear_released_coupons();
  for (const std::string& coupon : amounts.released_coupons) {
    if (!holds(before.released_coupons, coupon)) content.add_released_coupons(coupon);
  }
  content.clear_withdrawn_stamps();
  for (const std::string& offer : amounts.withdrawn_stamps) {
    if (holds(before.withdrawn_stamps, offer)) continue;
    for (const v1::IssuedCoupon& issued : sale_quote.issued_coupons()) {
      if (issued.offer() == offer) *content.add_withdrawn_stamps() = issued;
    }
  }
  content.clear_kept_awards();
  for (const Award& award : amounts.kept_awards) *content.add_kept_awards() = proto::to_message(award);
}

}  // namespace kazasu
