#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"

namespace kazasu::proto {

ReturnPolicy return_policy_from_message(const v1::ReturnPolicy& message) {
  return {message.refund() == v1::ReturnPolicy::REJUDGE ? RefundPolicy::rejudge : RefundPolicy::proportional,
          message.pay_back() == v1::ReturnPolicy::POINTS_FIRST ? PayBackOrder::points_first : PayBackOrder::cash_first};
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
  request.policy = return_policy_from_message(message.policy());
  for (const auto& returned : message.returns()) {
    auto& added = request.returns.emplace_back();
    for (const auto& unit : returned.units()) added.units.push_back({unit.line(), unit.unit()});
  }
  return request;
}

}  // namespace kazasu::proto
