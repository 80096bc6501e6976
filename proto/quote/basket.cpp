#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"

namespace kazasu::proto {
namespace {

Line line_from(const v1::Line& message) {
  Line line;
  line.id = message.id();
  line.product = message.product();
  line.name = message.name();
  line.categories.assign(message.categories().begin(), message.categories().end());
  line.brand = message.brand();
  line.quantity = message.quantity();
  line.unit_price = Money{message.unit_price()};
  line.tax_class = message.tax_class();
  line.discountable = !message.has_discountable() || message.discountable();
  line.awardable = !message.has_awardable() || message.awardable();
  line.manual_discount = Money{message.manual_discount()};
  return line;
}

v1::Line message_of(const Line& line) {
  v1::Line message;
  message.set_id(line.id);
  message.set_product(line.product);
  message.set_name(line.name);
  for (const std::string& category : line.categories) message.add_categories(category);
  message.set_brand(line.brand);
  message.set_quantity(line.quantity);
  message.set_unit_price(line.unit_price.value());
  message.set_tax_class(line.tax_class);
  if (!line.discountable) message.set_discountable(false);
  if (!line.awardable) message.set_awardable(false);
  message.set_manual_discount(line.manual_discount.value());
  return message;
}

}  // namespace

Result<Basket> basket_from_message(const v1::Basket& message) {
  Basket basket;
  basket.company = message.company();
  basket.store = message.store();
  for (const auto& line : message.lines()) basket.lines.push_back(line_from(line));
  basket.tender = message.tender();
  basket.coupon_codes.assign(message.coupon_codes().begin(), message.coupon_codes().end());
  basket.redeem_points = Points{message.redeem_points()};
  basket.priced_by_pos = message.priced_by_pos();
  for (const auto& spend : message.spend()) basket.spend.push_back({spend.wallet(), Points{spend.points()}});
  return basket;
}

v1::Basket to_message(const Basket& basket) {
  v1::Basket message;
  message.set_company(basket.company);
  message.set_store(basket.store);
  for (const Line& line : basket.lines) *message.add_lines() = message_of(line);
  message.set_tender(basket.tender);
  for (const std::string& code : basket.coupon_codes) message.add_coupon_codes(code);
  message.set_redeem_points(basket.redeem_points.value());
  message.set_priced_by_pos(basket.priced_by_pos);
  for (const WalletSpend& spend : basket.spend) {
    auto& added = *message.add_spend();
    added.set_wallet(spend.wallet);
    added.set_points(spend.points.value());
  }
  return message;
}

BudgetLeft budget_left_from_message(const v1::BudgetShare& message) {
  return {message.offer(), message.uses(), Money{message.amount()}, Points{message.points()}};
}

v1::BudgetShare to_message(const BudgetLeft& left) {
  v1::BudgetShare message;
  message.set_offer(left.offer);
  message.set_uses(left.uses);
  message.set_amount(left.amount.value());
  message.set_points(left.points.value());
  return message;
}

Result<QuoteRequest> quote_request_from_message(const v1::QuoteRequest& message) {
  QuoteRequest request;
  const auto at = parse_timestamp(message.at());
  if (!at) return field_error("at", message.at(), "a time as in 2026-11-23T12:34:56+09:00");
  request.sale.at = *at;
  auto program = program_from_message(message.program());
  if (!program) return within("program", program.error());
  request.program = std::move(*program);
  auto offers = offers_from_messages(message.offers());
  if (!offers) return offers.error();
  request.offers = std::move(*offers);
  if (message.has_member()) {
    auto member = member_from_message(message.member());
    if (!member) return within("member", member.error());
    request.sale.member = std::move(*member);
  }
  auto basket = basket_from_message(message.basket());
  if (!basket) return within("basket", basket.error());
  request.sale.basket = std::move(*basket);
  for (const auto& goods : message.shelf()) request.shelf.push_back(line_from(goods));
  for (const auto& left : message.budgets()) request.sale.budgets.push_back(budget_left_from_message(left));
  return request;
}

v1::QuoteRequest to_message(const QuoteRequest& request) {
  v1::QuoteRequest message;
  message.set_at(format_timestamp(request.sale.at));
  *message.mutable_program() = to_message(request.program);
  for (const Offer& offer : request.offers) *message.add_offers() = to_message(offer);
  if (request.sale.member) *message.mutable_member() = to_message(*request.sale.member);
  *message.mutable_basket() = to_message(request.sale.basket);
  for (const Line& goods : request.shelf) *message.add_shelf() = message_of(goods);
  for (const BudgetLeft& left : request.sale.budgets) *message.add_budgets() = to_message(left);
  return message;
}

}  // namespace kazasu::proto
