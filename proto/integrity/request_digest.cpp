#include "kazasu/proto/request_digest.hpp"

#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {
namespace {

std::uint64_t number(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

}  // namespace

Digest request_digest(const CheckoutRequest& request) {
  FramedBytes framed{"kazasu.request.v1"};
  framed.text(request.clerk).integer(request.priced_by_pos ? 1 : 0).integer(request.items.size());
  for (const RequestedItem& item : request.items) {
    framed.text(item.product)
        .integer(number(item.quantity))
        .integer(number(item.unit_price.value_or(-1)))
        .text(item.tax_class)
        .integer(number(item.manual_discount))
        .integer((item.discountable ? 2U : 0U) + (item.awardable ? 1U : 0U));
  }
  framed.text(request.identifier_hash).text(request.tender).integer(request.coupon_codes.size());
  for (const std::string_view code : request.coupon_codes) framed.text(code);
  framed.integer(number(request.redeem_points));
  // Wallets came later: without them the digest is the one of before.
  if (!request.spend.empty()) framed.text("spend").integer(request.spend.size());
  for (const NamedAmount& spend : request.spend) framed.text(spend.name).integer(number(spend.amount));
  framed.integer(request.tenders.size());
  for (const NamedAmount& tender : request.tenders) framed.text(tender.name).integer(number(tender.amount));
  return sha256(framed.bytes());
}

Digest request_digest(const ReturnDemand& demand) {
  FramedBytes framed{"kazasu.return-request.v1"};
  framed.text(demand.receipt_number)
      .text(demand.clerk)
      .integer(static_cast<std::uint64_t>(demand.kind))
      .integer(demand.units.size());
  for (const ReturnRequestUnit& unit : demand.units) framed.text(unit.line).integer(number(unit.unit));
  return sha256(framed.bytes());
}

}  // namespace kazasu::proto
