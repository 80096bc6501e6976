#include "columns/body_schema.hpp"

#include <google/protobuf/descriptor.h>

#include <string_view>

#include "kazasu/v1/journal.pb.h"

namespace kazasu::proto::columns {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct FieldRule {
  std::string_view name;  ///< from the body, or from "member" (MemberPart)
  Rule value;
  Rule count;  ///< of a list's length or a message's presence
  Fact fact;
};

// Fields that are not named here: numbers and counts `zero`, texts `previous`.
constexpr FieldRule kRules[] = {
    {"transaction_id", Rule::next_number, Rule::zero, Fact::transaction_id},
    {"business_date", Rule::previous, Rule::zero, Fact::business_date},
    {"clerk", Rule::previous, Rule::zero, Fact::clerk},
    {"request_digest", Rule::request_digest, Rule::zero, Fact::none},
    {"sealed_member", Rule::sealed_member, Rule::zero, Fact::none},
    {"clock", Rule::zero, Rule::previous, Fact::none},
    {"clock.earliest_s", Rule::previous, Rule::zero, Fact::none},
    {"clock.latest_s", Rule::previous, Rule::zero, Fact::none},
    {"clock.latest_unknown", Rule::previous, Rule::zero, Fact::none},
    {"clock.boot", Rule::previous, Rule::zero, Fact::none},
    {"checkout", Rule::zero, Rule::previous, Fact::none},
    {"return", Rule::zero, Rule::previous, Fact::none},
    {"checkout.at", Rule::timestamp, Rule::zero, Fact::none},
    {"checkout.catalog_version", Rule::previous, Rule::zero, Fact::none},
    {"checkout.basket", Rule::zero, Rule::previous, Fact::none},
    {"checkout.basket.lines", Rule::zero, Rule::previous, Fact::line},
    {"checkout.basket.lines.id", Rule::line_id, Rule::zero, Fact::line_id},
    {"checkout.basket.lines.product", Rule::product, Rule::zero, Fact::product},
    {"checkout.basket.lines.categories", Rule::by_product, Rule::by_product, Fact::category},
    {"checkout.basket.lines.brand", Rule::by_product, Rule::zero, Fact::none},
    {"checkout.basket.lines.quantity", Rule::one, Rule::zero, Fact::quantity},
    {"checkout.basket.lines.unit_price", Rule::by_product, Rule::zero, Fact::unit_price},
    {"checkout.basket.lines.tax_class", Rule::by_product, Rule::zero, Fact::tax_class},
    {"checkout.basket.lines.discountable", Rule::by_product, Rule::zero, Fact::discountable},
    {"checkout.basket.lines.awardable", Rule::by_product, Rule::zero, Fact::awardable},
    {"checkout.basket.lines.manual_discount", Rule::zero, Rule::zero, Fact::manual_discount},
    {"checkout.basket.lines.name", Rule::by_product, Rule::zero, Fact::none},
    {"checkout.basket.tender", Rule::previous, Rule::zero, Fact::basket_tender},
    {"checkout.basket.coupon_codes", Rule::successor, Rule::zero, Fact::coupon_code},
    {"checkout.basket.redeem_points", Rule::zero, Rule::zero, Fact::redeem_points},
    {"checkout.basket.priced_by_pos", Rule::previous, Rule::zero, Fact::priced_by_pos},
    {"checkout.basket.spend.wallet", Rule::successor, Rule::zero, Fact::spend_wallet},
    {"checkout.basket.spend.points", Rule::zero, Rule::zero, Fact::spend_points},
    {"checkout.quote", Rule::zero, Rule::previous, Fact::none},
    {"checkout.quote.lines", Rule::zero, Rule::line_count, Fact::quoted_line},
    {"checkout.quote.lines.id", Rule::quoted_id, Rule::zero, Fact::none},
    {"checkout.quote.lines.gross", Rule::line_gross, Rule::zero, Fact::gross},
    {"checkout.quote.lines.discount", Rule::line_discount, Rule::zero, Fact::discount},
    {"checkout.quote.lines.net", Rule::line_net, Rule::zero, Fact::net},
    {"checkout.quote.lines.adjustments", Rule::zero, Rule::by_likeness, Fact::adjustment},
    {"checkout.quote.lines.adjustments.offer", Rule::by_likeness, Rule::zero, Fact::adjustment_offer},
    {"checkout.quote.lines.adjustments.amount", Rule::adjustment_amount, Rule::zero, Fact::adjustment_amount},
    {"checkout.quote.lines.unit_nets", Rule::unit_net, Rule::unit_count, Fact::unit_net},
    {"checkout.quote.applied", Rule::zero, Rule::applied_count, Fact::applied},
    {"checkout.quote.applied.offer", Rule::applied_offer, Rule::zero, Fact::applied_offer},
    {"checkout.quote.applied.discount", Rule::applied_discount, Rule::zero, Fact::none},
    {"checkout.quote.applied.points", Rule::zero, Rule::zero, Fact::applied_points},
    {"checkout.quote.not_applied", Rule::zero, Rule::not_applied_count, Fact::none},
    {"checkout.quote.not_applied.offer", Rule::successor, Rule::zero, Fact::offer},
    {"checkout.quote.not_applied.reason", Rule::by_offer, Rule::zero, Fact::none},
    {"checkout.quote.not_applied.condition", Rule::by_offer, Rule::zero, Fact::condition},
    {"checkout.quote.not_applied.instead", Rule::by_offer, Rule::zero, Fact::none},
    {"checkout.quote.not_applied.wanted", Rule::by_offer, Rule::zero, Fact::none},
    {"checkout.quote.not_applied.found", Rule::found, Rule::zero, Fact::found},
    {"checkout.quote.gross", Rule::quote_gross, Rule::zero, Fact::none},
    {"checkout.quote.discount", Rule::quote_discount, Rule::zero, Fact::none},
    {"checkout.quote.total", Rule::quote_total, Rule::zero, Fact::total},
    {"checkout.quote.taxes", Rule::zero, Rule::tax_count, Fact::tax},
    {"checkout.quote.taxes.basis_points", Rule::tax_rate, Rule::zero, Fact::tax_rate},
    {"checkout.quote.taxes.taxable", Rule::taxable, Rule::zero, Fact::taxable},
    {"checkout.quote.taxes.tax", Rule::tax_amount, Rule::zero, Fact::tax_amount},
    {"checkout.quote.due", Rule::due, Rule::zero, Fact::due},
    {"checkout.quote.redeemed_points", Rule::redeemed, Rule::zero, Fact::none},
    {"checkout.quote.redeemable_points", Rule::redeemable, Rule::zero, Fact::none},
    {"checkout.quote.awards", Rule::zero, Rule::award_count, Fact::award},
    {"checkout.quote.awards.offer", Rule::award_offer, Rule::zero, Fact::award_offer},
    {"checkout.quote.awards.points", Rule::award_points, Rule::zero, Fact::award_points},
    {"checkout.quote.awards.activates_on", Rule::activates_on, Rule::zero, Fact::activates_on},
    {"checkout.quote.awards.expires_on", Rule::by_offer, Rule::zero, Fact::none},
    {"checkout.quote.awards.wallet", Rule::by_offer, Rule::zero, Fact::award_wallet},
    {"checkout.quote.awarded_points", Rule::awarded, Rule::zero, Fact::none},
    {"checkout.quote.optimal", Rule::previous, Rule::zero, Fact::none},
    {"checkout.quote.wallets", Rule::zero, Rule::previous, Fact::none},
    {"checkout.quote.wallets.wallet", Rule::successor, Rule::zero, Fact::none},
    {"checkout.tenders", Rule::zero, Rule::previous, Fact::tender},
    {"checkout.tenders.kind", Rule::previous, Rule::zero, Fact::tender_kind},
    {"checkout.tenders.amount_minor", Rule::tender_amount, Rule::zero, Fact::tender_amount},
    {"checkout.pricing_rules", Rule::previous, Rule::zero, Fact::none},
    {"return.sale_receipt_number", Rule::previous, Rule::zero, Fact::receipt_number},
    {"return.policy", Rule::zero, Rule::previous, Fact::none},
    {"return.policy.refund", Rule::previous, Rule::zero, Fact::none},
    {"return.policy.pay_back", Rule::previous, Rule::zero, Fact::none},
    {"return.units", Rule::zero, Rule::previous, Fact::none},
    {"return.units.line", Rule::previous, Rule::zero, Fact::unit_line},
    {"return.units.unit", Rule::zero, Rule::zero, Fact::unit_number},
    {"return.booked", Rule::zero, Rule::previous, Fact::none},
    {"return.booked.refund", Rule::zero, Rule::zero, Fact::booked_amount},
    {"return.booked.points_restored", Rule::zero, Rule::zero, Fact::booked_amount},
    {"return.booked.cash", Rule::zero, Rule::zero, Fact::booked_amount},
    {"return.booked.points_taken_back", Rule::zero, Rule::zero, Fact::booked_amount},
    {"return.state", Rule::zero, Rule::previous, Fact::none},
    {"return.state.refund", Rule::state_amount, Rule::zero, Fact::none},
    {"return.state.points_restored", Rule::state_amount, Rule::zero, Fact::none},
    {"return.state.cash", Rule::state_amount, Rule::zero, Fact::none},
    {"return.state.points_taken_back", Rule::state_amount, Rule::zero, Fact::none},
    {"return.at", Rule::timestamp, Rule::zero, Fact::none},
    {"return.pricing_rules", Rule::previous, Rule::zero, Fact::none},
    {"member.account_id", Rule::member_account, Rule::zero, Fact::none},
    {"member.identifier_hash", Rule::member_hash, Rule::zero, Fact::member_hash},
    {"member.identifier_key_version", Rule::previous, Rule::zero, Fact::none},
    {"member.view", Rule::zero, Rule::previous, Fact::none},
    {"member.view.segments", Rule::successor, Rule::zero, Fact::none},
    {"member.view.assurance", Rule::previous, Rule::zero, Fact::none},
    {"member.view.balance", Rule::zero, Rule::zero, Fact::balance},
    {"member.view.coupons", Rule::successor, Rule::zero, Fact::none},
    {"member.view.usage", Rule::zero, Rule::previous, Fact::none},
    {"member.view.usage.offer", Rule::successor, Rule::zero, Fact::offer},
    {"member.view.wallets", Rule::zero, Rule::previous, Fact::none},
    {"member.view.wallets.wallet", Rule::successor, Rule::zero, Fact::none},
};

// Paths: field numbers of Entry and of what is in it.
const std::string kKindPath{"\x02"};
const std::string kWallPath{"\x03"};
const std::string kMonotonicPath{"\x04"};
const std::string kBodyPath{"\x05"};
const std::string kMemberPath{"\x05\x05"};
const std::string kZero(1, '\0');

// Predictions look through lists: what a hostile batch may cost is bounded. A chain's offers are more than a basket's
// lines.
constexpr std::uint32_t kListMax = 256;
constexpr std::uint32_t kNotAppliedMax = 16'384;

const FieldRule* rule_of(const std::string& name) {
  for (const FieldRule& rule : kRules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

Node::Kind kind_of(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_MESSAGE: return Node::Kind::message;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES: return Node::Kind::text;
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64: return Node::Kind::zigzag;
    case FieldDescriptor::TYPE_FIXED32: return Node::Kind::fixed32;
    default: return Node::Kind::varint;
  }
}

}  // namespace

BodySchema::BodySchema() {
  places_.kind = add(open_, kKindPath);
  places_.wall = add(open_, kWallPath);
  places_.monotonic = add(open_, kMonotonicPath);
  places_.monotonic_rest = add(open_, kMonotonicPath + kZero);
  escaped_body_ = {.kind = Node::Kind::text, .column = add(open_, kBodyPath)};
  places_.escape = add(open_, kBodyPath + kZero);
  body_ = build(*v1::EntryBody::descriptor(), kBodyPath, "", open_);
  member_ = build(*v1::MemberPart::descriptor(), kMemberPath, "member", sealed_);
  member_reference_ = {.kind = Node::Kind::text, .column = add(sealed_, kMemberPath + kZero)};
  places_.member_form = open_.at(kMemberPath + kZero);
  const auto column = [this](std::initializer_list<int> fields) {
    std::string path = kBodyPath;
    for (const int field : fields) path.push_back(static_cast<char>(field));
    return open_.at(path);
  };
  constexpr int kCheckout = v1::EntryBody::kCheckoutFieldNumber;
  constexpr int kBasket = v1::CheckoutContent::kBasketFieldNumber;
  constexpr int kLines = v1::Basket::kLinesFieldNumber;
  places_.categories = column({kCheckout, kBasket, kLines, v1::Line::kCategoriesFieldNumber});
  places_.brand = column({kCheckout, kBasket, kLines, v1::Line::kBrandFieldNumber});
  places_.unit_price = column({kCheckout, kBasket, kLines, v1::Line::kUnitPriceFieldNumber});
  places_.tax_class = column({kCheckout, kBasket, kLines, v1::Line::kTaxClassFieldNumber});
  places_.name = column({kCheckout, kBasket, kLines, v1::Line::kNameFieldNumber});
}

std::size_t BodySchema::add(Paths& paths, const std::string& path) {
  paths.emplace(path, next_column_);
  return next_column_++;
}

Node BodySchema::build(const Descriptor& descriptor, std::string path, const std::string& name, Paths& paths) {
  Node node;
  node.kind = Node::Kind::message;
  std::map<int, const FieldDescriptor*> by_number;  // as they are serialized
  for (int i = 0; i < descriptor.field_count(); ++i) by_number[descriptor.field(i)->number()] = descriptor.field(i);
  for (const auto& [number, field] : by_number) {
    const std::string child_name = name.empty() ? field->name() : name + "." + field->name();
    const std::string child_path = path + static_cast<char>(number);
    Node child;
    if (kind_of(*field) == Node::Kind::message) child = build(*field->message_type(), child_path, child_name, paths);
    child.field = static_cast<std::uint32_t>(number);
    child.kind = kind_of(*field);
    child.repeated = field->is_repeated();
    child.optional = child.kind != Node::Kind::message && field->has_presence();
    const FieldRule* rule = rule_of(child_name);
    child.rule = rule != nullptr ? rule->value : child.kind == Node::Kind::text ? Rule::previous : Rule::zero;
    child.count_rule = rule != nullptr ? rule->count : Rule::zero;
    child.fact = rule != nullptr ? rule->fact : Fact::none;
    child.count_max = child.count_rule == Rule::not_applied_count ? kNotAppliedMax : kListMax;
    child.column = add(paths, child_path);
    child.count_column = add(paths, child_path + kZero);
    node.children.push_back(std::move(child));
  }
  return node;
}

}  // namespace kazasu::proto::columns
