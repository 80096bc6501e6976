#include <array>
#include <utility>

#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"

namespace kazasu::proto {
namespace {

using ReasonMessage = v1::NotAppliedOffer;
constexpr std::array<std::pair<NotAppliedReason, ReasonMessage::Reason>, 11> kReasons{{
    {NotAppliedReason::priced_by_pos, ReasonMessage::PRICED_BY_POS},
    {NotAppliedReason::unknown, ReasonMessage::UNKNOWN},
    {NotAppliedReason::not_held, ReasonMessage::NOT_HELD},
    {NotAppliedReason::member, ReasonMessage::MEMBER},
    {NotAppliedReason::condition, ReasonMessage::CONDITION},
    {NotAppliedReason::limit, ReasonMessage::LIMIT},
    {NotAppliedReason::no_target, ReasonMessage::NO_TARGET},
    {NotAppliedReason::group, ReasonMessage::GROUP},
    {NotAppliedReason::exclusive, ReasonMessage::EXCLUSIVE},
    {NotAppliedReason::no_effect, ReasonMessage::NO_EFFECT},
    {NotAppliedReason::not_best, ReasonMessage::NOT_BEST},
}};

Result<NotAppliedOffer> not_applied_from(const v1::NotAppliedOffer& message) {
  for (const auto& [reason, number] : kReasons) {
    if (number == message.reason()) {
      return NotAppliedOffer{message.offer(),   reason,           message.condition(),
                             message.instead(), message.wanted(), message.found()};
    }
  }
  return Error{ErrorCode::message_invalid,
               "reason: the value " + std::to_string(message.reason()) + " is not known here"};
}

v1::NotAppliedOffer message_of(const NotAppliedOffer& offer) {
  v1::NotAppliedOffer message;
  message.set_offer(offer.offer);
  for (const auto& [reason, number] : kReasons) {
    if (reason == offer.reason) message.set_reason(number);
  }
  message.set_condition(offer.condition);
  message.set_instead(offer.instead);
  message.set_wanted(offer.wanted);
  message.set_found(offer.found);
  return message;
}

QuotedLine line_from(const v1::QuotedLine& message) {
  QuotedLine line{message.id(), Money{message.gross()}, Money{message.discount()}, Money{message.net()}, {}, {}};
  for (const auto& adjustment : message.adjustments())
    line.adjustments.push_back({adjustment.offer(), Money{adjustment.amount()}});
  for (const std::int64_t net : message.unit_nets()) line.unit_nets.emplace_back(net);
  return line;
}

v1::QuotedLine message_of(const QuotedLine& line) {
  v1::QuotedLine message;
  message.set_id(line.id);
  message.set_gross(line.gross.value());
  message.set_discount(line.discount.value());
  message.set_net(line.net.value());
  for (const Adjustment& adjustment : line.adjustments) {
    auto& added = *message.add_adjustments();
    added.set_offer(adjustment.offer);
    added.set_amount(adjustment.amount.value());
  }
  for (const Money net : line.unit_nets) message.add_unit_nets(net.value());
  return message;
}

v1::TaxTotal message_of(const TaxTotal& tax) {
  v1::TaxTotal message;
  message.set_basis_points(tax.basis_points);
  message.set_taxable(tax.taxable.value());
  message.set_tax(tax.tax.value());
  return message;
}

TaxTotal tax_from(const v1::TaxTotal& message) {
  return {message.basis_points(), Money{message.taxable()}, Money{message.tax()}};
}

Result<IssuedCoupon> issued_from(const v1::IssuedCoupon& message) {
  auto available_on = date_field("available_on", message.available_on());
  if (!available_on) return available_on.error();
  return IssuedCoupon{message.offer(), message.coupon(), message.stamps(),
                      message.count(), *available_on,    message.stamps_used()};
}

v1::Hint message_of(const Hint& hint) {
  v1::Hint message;
  message.set_offer(hint.offer);
  for (const HintGoods& goods : hint.goods) {
    v1::HintGoods& added = *message.add_goods();
    added.set_line(goods.line);
    added.set_product(goods.product);
    added.set_add_quantity(goods.add_quantity);
  }
  message.set_add_quantity(hint.add_quantity);
  message.set_add_amount(hint.add_amount.value());
  message.set_saves(hint.saves.value());
  message.set_points(hint.points.value());
  return message;
}

Result<QuotedWallet> wallet_from(const v1::QuotedWallet& message) {
  auto cap = enum_field<AwardCap>("cap", message.cap(), v1::QuotedWallet::CHECKOUTS_PER_DAY);
  if (!cap) return cap.error();
  return QuotedWallet{message.wallet(),
                      Points{message.redeemed_points()},
                      Points{message.redeemable_points()},
                      Points{message.awarded_points()},
                      Points{message.balance()},
                      Points{message.capped_points()},
                      *cap};
}

v1::QuotedWallet message_of(const QuotedWallet& wallet) {
  v1::QuotedWallet message;
  message.set_wallet(wallet.wallet);
  message.set_redeemed_points(wallet.redeemed_points.value());
  message.set_redeemable_points(wallet.redeemable_points.value());
  message.set_awarded_points(wallet.awarded_points.value());
  message.set_balance(wallet.balance.value());
  message.set_capped_points(wallet.capped_points.value());
  message.set_cap(static_cast<v1::QuotedWallet::Cap>(wallet.cap));
  return message;
}

}  // namespace

Result<Award> award_from_message(const v1::Award& message) {
  Award award{message.offer(), Points{message.points()}, {}, {}, message.wallet()};
  auto activates_on = date_field("activates_on", message.activates_on());
  if (!activates_on) return activates_on.error();
  award.activates_on = *activates_on;
  auto expires_on = optional_date_field("expires_on", message.expires_on());
  if (!expires_on) return expires_on.error();
  award.expires_on = *expires_on;
  return award;
}

v1::IssuedCoupon to_message(const IssuedCoupon& issued) {
  v1::IssuedCoupon message;
  message.set_offer(issued.offer);
  message.set_coupon(issued.coupon);
  message.set_stamps(issued.stamps);
  message.set_count(issued.count);
  message.set_available_on(format_date(issued.available_on));
  message.set_stamps_used(issued.stamps_used);
  return message;
}

v1::Award to_message(const Award& award) {
  v1::Award message;
  message.set_offer(award.offer);
  message.set_points(award.points.value());
  message.set_activates_on(format_date(award.activates_on));
  if (award.expires_on) message.set_expires_on(format_date(*award.expires_on));
  message.set_wallet(award.wallet);
  return message;
}

Result<Quote> quote_from_message(const v1::Quote& message) {
  Quote quote;
  for (const auto& line : message.lines()) quote.lines.push_back(line_from(line));
  for (const auto& applied : message.applied()) {
    quote.applied.push_back({applied.offer(), Money{applied.discount()}, Points{applied.points()}});
  }
  for (int i = 0; i < message.not_applied_size(); ++i) {
    auto offer = not_applied_from(message.not_applied(i));
    if (!offer) return within(indexed("not_applied", i), offer.error());
    quote.not_applied.push_back(std::move(*offer));
  }
  quote.gross = Money{message.gross()};
  quote.discount = Money{message.discount()};
  quote.total = Money{message.total()};
  for (const auto& tax : message.taxes()) quote.taxes.push_back(tax_from(tax));
  quote.due = Money{message.due()};
  quote.redeemed_points = Points{message.redeemed_points()};
  quote.redeemable_points = Points{message.redeemable_points()};
  for (int i = 0; i < message.awards_size(); ++i) {
    auto award = award_from_message(message.awards(i));
    if (!award) return within(indexed("awards", i), award.error());
    quote.awards.push_back(*award);
  }
  quote.awarded_points = Points{message.awarded_points()};
  quote.optimal = message.optimal();
  quote.gap = Money{message.gap()};
  for (int i = 0; i < message.issued_coupons_size(); ++i) {
    auto issued = issued_from(message.issued_coupons(i));
    if (!issued) return within(indexed("issued_coupons", i), issued.error());
    quote.issued_coupons.push_back(std::move(*issued));
  }
  for (const auto& hint : message.hints()) {
    Hint& added = quote.hints.emplace_back(Hint{
        hint.offer(), {}, hint.add_quantity(), Money{hint.add_amount()}, Money{hint.saves()}, Points{hint.points()}});
    for (const auto& goods : hint.goods()) added.goods.push_back({goods.line(), goods.product(), goods.add_quantity()});
  }
  for (int i = 0; i < message.wallets_size(); ++i) {
    auto wallet = wallet_from(message.wallets(i));
    if (!wallet) return within(indexed("wallets", i), wallet.error());
    quote.wallets.push_back(std::move(*wallet));
  }
  return quote;
}

v1::Quote to_message(const Quote& quote) {
  v1::Quote message;
  for (const QuotedLine& line : quote.lines) *message.add_lines() = message_of(line);
  for (const AppliedOffer& applied : quote.applied) {
    auto& added = *message.add_applied();
    added.set_offer(applied.offer);
    added.set_discount(applied.discount.value());
    added.set_points(applied.points.value());
  }
  for (const NotAppliedOffer& offer : quote.not_applied) *message.add_not_applied() = message_of(offer);
  message.set_gross(quote.gross.value());
  message.set_discount(quote.discount.value());
  message.set_total(quote.total.value());
  for (const TaxTotal& tax : quote.taxes) *message.add_taxes() = message_of(tax);
  message.set_due(quote.due.value());
  message.set_redeemed_points(quote.redeemed_points.value());
  message.set_redeemable_points(quote.redeemable_points.value());
  for (const Award& award : quote.awards) *message.add_awards() = to_message(award);
  message.set_awarded_points(quote.awarded_points.value());
  message.set_optimal(quote.optimal);
  message.set_gap(quote.gap.value());
  for (const IssuedCoupon& issued : quote.issued_coupons) *message.add_issued_coupons() = to_message(issued);
  for (const Hint& hint : quote.hints) *message.add_hints() = message_of(hint);
  for (const QuotedWallet& wallet : quote.wallets) *message.add_wallets() = message_of(wallet);
  return message;
}

ReturnAmounts return_amounts_from_message(const v1::ReturnAmounts& message) {
  ReturnAmounts amounts;
  amounts.refund = Money{message.refund()};
  amounts.points_restored = Points{message.points_restored()};
  amounts.cash = Money{message.cash()};
  amounts.points_taken_back = Points{message.points_taken_back()};
  for (const auto& tax : message.taxes()) amounts.taxes.push_back(tax_from(tax));
  for (const auto& wallet : message.wallets()) {
    amounts.wallets.push_back({wallet.wallet(), Points{wallet.points_restored()}, Points{wallet.points_taken_back()}});
  }
  return amounts;
}

v1::ReturnAmounts to_message(const ReturnAmounts& amounts) {
  v1::ReturnAmounts message;
  message.set_refund(amounts.refund.value());
  message.set_points_restored(amounts.points_restored.value());
  message.set_cash(amounts.cash.value());
  message.set_points_taken_back(amounts.points_taken_back.value());
  for (const TaxTotal& tax : amounts.taxes) *message.add_taxes() = message_of(tax);
  for (const ReturnedWallet& wallet : amounts.wallets) {
    auto& added = *message.add_wallets();
    added.set_wallet(wallet.wallet);
    added.set_points_restored(wallet.points_restored.value());
    added.set_points_taken_back(wallet.points_taken_back.value());
  }
  return message;
}

}  // namespace kazasu::proto
