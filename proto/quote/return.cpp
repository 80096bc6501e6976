#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"
#include "quote/message_form.hpp"

namespace kazasu::proto {

Result<ReturnPolicy> return_policy_from_message(const v1::ReturnPolicy& message) {
  auto refund = enum_field<RefundPolicy>("refund", message.refund(), v1::ReturnPolicy::REJUDGE);
  if (!refund) return refund.error();
  auto pay_back = enum_field<PayBackOrder>("pay_back", message.pay_back(), v1::ReturnPolicy::POINTS_FIRST);
  if (!pay_back) return pay_back.error();
  return ReturnPolicy{*refund, *pay_back};
}

v1::ReturnPolicy to_message(const ReturnPolicy& policy) {
  v1::ReturnPolicy message;
  message.set_refund(static_cast<v1::ReturnPolicy::Refund>(policy.refund));
  message.set_pay_back(static_cast<v1::ReturnPolicy::PayBack>(policy.pay_back));
  return message;
}

Result<ReturnRequest> return_request_from_message(const v1::ReturnRequest& message) {
  ReturnRequest request;
  auto sale = quote_request_from_message(message.sale());
  if (!sale) return within("sale", sale.error());
  request.sale = std::move(*sale);
  auto policy = return_policy_from_message(message.policy());
  if (!policy) return within("policy", policy.error());
  request.policy = *policy;
  for (const auto& returned : message.returns()) {
    auto& added = request.returns.emplace_back();
    for (const auto& unit : returned.units()) added.units.push_back({unit.line(), unit.unit()});
  }
  return request;
}

v1::ReturnRequest to_message(const ReturnRequest& request) {
  v1::ReturnRequest message;
  *message.mutable_sale() = to_message(request.sale);
  if (v1::ReturnPolicy policy = to_message(request.policy); !is_default(policy))
    message.mutable_policy()->Swap(&policy);
  for (const UnitsReturned& returned : request.returns) {
    auto& added = *message.add_returns();
    for (const ReturnedUnit& unit : returned.units) {
      auto& named = *added.add_units();
      named.set_line(unit.line);
      named.set_unit(unit.unit);
    }
  }
  return message;
}

Result<QuotedReturn> quoted_return_from_message(const v1::QuotedReturn& message) {
  QuotedReturn quoted{return_amounts_from_message(message.booked()),
                      return_amounts_from_message(message.state()),
                      {message.released_coupons().begin(), message.released_coupons().end()},
                      {message.withdrawn_stamps().begin(), message.withdrawn_stamps().end()},
                      {}};
  for (int i = 0; i < message.kept_awards_size(); ++i) {
    auto award = award_from_message(message.kept_awards(i));
    if (!award) return within(indexed("kept_awards", i), award.error());
    quoted.kept_awards.push_back(std::move(*award));
  }
  return quoted;
}

v1::QuotedReturn to_message(const QuotedReturn& quoted) {
  v1::QuotedReturn message;
  *message.mutable_booked() = to_message(quoted.booked);
  *message.mutable_state() = to_message(quoted.state);
  for (const std::string& coupon : quoted.released_coupons) message.add_released_coupons(coupon);
  for (const std::string& offer : quoted.withdrawn_stamps) message.add_withdrawn_stamps(offer);
  for (const Award& award : quoted.kept_awards) *message.add_kept_awards() = to_message(award);
  return message;
}

}  // namespace kazasu::proto
