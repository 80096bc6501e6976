#include "return_checkout_state.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/proto/request_digest.hpp"
#include "past_sale.hpp"
#include "receipts.hpp"

namespace kazasu {

Result<void> ReturnCheckout::State::begin() {
  if (options_.transaction_id.empty()) return Error{ErrorCode::invalid_argument, "transaction_id: is missing"};
  LocalStore& store = *terminal_.store;
  auto id = proto::parse_receipt_number(options_.receipt_number);
  if (!id) return id.error();
  if (id->terminal != store.identity().terminal || id->epoch != store.identity().epoch) {
    return Error{ErrorCode::not_found, "receipt_number: this terminal has not made it; return it where it was bought"};
  }
  if (auto loaded = load_sale(id->seq); !loaded) return loaded;
  auto earlier = store.returns_of(id->seq);
  if (!earlier) return earlier.error();
  for (const OpenedEntry& entry : *earlier) {
    // Asked again under its own transaction id, a return is not in its own way: `record` finds what it recorded.
    if (entry.body.transaction_id() == options_.transaction_id) continue;
    request_.returns.push_back(units_of(entry.body.return_()));
    before_.add(entry.body.return_());
  }
  return {};
}

Result<void> ReturnCheckout::State::load_sale(std::uint64_t seq) {
  LocalStore& store = *terminal_.store;
  auto opened = store.entry(seq);
  if (!opened) return opened.error();
  if (!opened->body.has_checkout()) return Error{ErrorCode::invalid_argument, "receipt_number: it is not a sale's"};
  const v1::CheckoutContent& content = opened->body.checkout();
  auto offer_set = store.offer_set(content.offer_set());
  if (!offer_set) return offer_set.error();
  auto program = proto::program_from_message(offer_set->program());
  if (!program) return program.error();
  auto offers = proto::offers_from_messages(offer_set->offers());
  if (!offers) return offers.error();
  auto sale = sale_of(*opened);
  if (!sale) return sale.error();
  request_.sale.program = std::move(*program);
  request_.sale.offers = with_time_effect(std::span<const Offer>{*offers}, time_effect_of(content));
  request_.sale.sale = std::move(*sale);
  member_ = std::move(opened->member);
  sale_quote_ = content.quote();
  request_.policy = options_.policy;
  return {};
}

Result<void> ReturnCheckout::State::take(std::vector<ReturnedUnit> units) {
  if (closed_) return Error{ErrorCode::checkout_closed, "the return is committed"};
  ReturnRequest request = request_;
  request.returns.push_back({units});
  auto quoted = quote_returns(request);
  if (!quoted) return quoted.error();
  units_ = std::move(units);
  amounts_ = std::move(quoted->back());
  return {};
}

Result<void> ReturnCheckout::State::add(const ReturnedUnit& unit) {
  std::vector<ReturnedUnit> units = units_;
  units.push_back(unit);
  return take(std::move(units));
}

Result<void> ReturnCheckout::State::add_all() {
  std::set<std::pair<std::string, std::int64_t>> gone;
  for (const UnitsReturned& returned : request_.returns) {
    for (const ReturnedUnit& unit : returned.units) gone.emplace(unit.line, unit.unit);
  }
  std::vector<ReturnedUnit> units;
  for (const Line& line : request_.sale.sale.basket.lines) {
    for (std::int64_t unit = 0; unit < line.quantity; ++unit) {
      if (!gone.contains({line.id, unit})) units.push_back({line.id, unit});
    }
  }
  if (units.empty())
    return Error{ErrorCode::invalid_argument, "receipt_number: everything of it was given back before"};
  return take(std::move(units));
}

EntryDraft ReturnCheckout::State::draft(v1::EntryKind kind) const {
  const Program& program = request_.sale.program;
  const std::int64_t now = terminal_.store->clock().now_unix_ms() / 1'000 * 1'000;
  EntryDraft draft;
  draft.kind = kind;
  draft.body.set_transaction_id(options_.transaction_id);
  draft.body.set_business_date(format_date(business_date_at(program.time_zone, program.business_day_starts, now)));
  draft.body.set_clerk(options_.clerk);
  std::vector<proto::ReturnRequestUnit> units;
  for (const ReturnedUnit& unit : units_) units.push_back({unit.line, unit.unit});
  draft.body.set_request_digest(std::string{as_text(proto::request_digest(proto::ReturnDemand{
      .receipt_number = options_.receipt_number, .clerk = options_.clerk, .kind = kind, .units = units}))});
  v1::ReturnContent& content = *draft.body.mutable_return_();
  content.set_sale_receipt_number(options_.receipt_number);
  content.set_at(format_timestamp({now, utc_offset_at(program.time_zone, now / 1'000)}));
  *content.mutable_policy() = proto::to_message(request_.policy);
  for (const ReturnedUnit& unit : units_) {
    v1::ReturnedUnit& message = *content.add_units();
    message.set_line(unit.line);
    message.set_unit(unit.unit);
  }
  record_amounts(content, amounts_, sale_quote_, before_);
  content.set_pricing_rules(kPricingRulesVersion);
  if (auto basis = terminal_.store->basis()) {
    content.set_store_identity(std::string{as_text((*basis)->store_identity.name)});
    draft.basis = std::move(*basis);
  }
  draft.member = member_;
  return draft;
}

Result<ReturnReceipt> ReturnCheckout::State::commit(v1::EntryKind kind) {
  if (closed_) return Error{ErrorCode::checkout_closed, "the return is committed"};
  if (units_.empty()) return Error{ErrorCode::invalid_argument, "nothing is given back"};
  auto recorded = terminal_.store->record(draft(kind));
  if (!recorded) return recorded.error();
  closed_ = true;
  return return_receipt_of(*terminal_.store, recorded->entry, recorded->already_committed);
}

}  // namespace kazasu
