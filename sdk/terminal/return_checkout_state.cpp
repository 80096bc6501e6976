#include "return_checkout_state.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "kazasu/proto/framed_bytes.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"
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
    UnitsReturned returned;
    for (const auto& unit : entry.body.return_().units()) returned.units.push_back({unit.line(), unit.unit()});
    request_.returns.push_back(std::move(returned));
    const auto& released = entry.body.return_().released_coupons();
    released_before_.insert(released_before_.end(), released.begin(), released.end());
    for (const auto& withdrawn : entry.body.return_().withdrawn_stamps()) {
      withdrawn_before_.push_back(withdrawn.offer());
    }
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
  auto basket = proto::basket_from_message(content.basket());
  if (!basket) return basket.error();
  request_.sale.program = std::move(*program);
  request_.sale.offers = std::move(*offers);
  request_.sale.sale.basket = std::move(*basket);
  const auto at = parse_timestamp(content.at());
  if (!at) return Error{ErrorCode::journal_corrupt, "entry " + std::to_string(seq) + ": no time"};
  request_.sale.sale.at = *at;
  if (opened->member) {
    auto view = proto::member_from_message(opened->member->view());
    if (!view) return view.error();
    request_.sale.sale.member = std::move(*view);
    member_ = std::move(opened->member);
  }
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
  const std::int64_t now = terminal_.clock->wall_unix_ms() / 1'000 * 1'000;
  EntryDraft draft;
  draft.kind = kind;
  draft.body.set_transaction_id(options_.transaction_id);
  draft.body.set_business_date(format_date(business_date_at(program.time_zone, program.business_day_starts, now)));
  draft.body.set_clerk(options_.clerk);
  proto::FramedBytes framed{"kazasu.return-request.v1"};
  framed.text(options_.receipt_number)
      .text(options_.clerk)
      .integer(static_cast<std::uint64_t>(kind))
      .integer(units_.size());
  for (const ReturnedUnit& unit : units_) framed.text(unit.line).integer(static_cast<std::uint64_t>(unit.unit));
  draft.body.set_request_digest(std::string{as_text(proto::sha256(framed.bytes()))});
  v1::ReturnContent& content = *draft.body.mutable_return_();
  content.set_sale_receipt_number(options_.receipt_number);
  content.set_at(format_timestamp({now, utc_offset_at(program.time_zone, now / 1'000)}));
  *content.mutable_policy() = proto::to_message(request_.policy);
  for (const ReturnedUnit& unit : units_) {
    v1::ReturnedUnit& message = *content.add_units();
    message.set_line(unit.line);
    message.set_unit(unit.unit);
  }
  *content.mutable_booked() = proto::to_message(amounts_.booked);
  *content.mutable_state() = proto::to_message(amounts_.state);
  for (const std::string& coupon : amounts_.released_coupons) {
    const bool before = std::find(released_before_.begin(), released_before_.end(), coupon) != released_before_.end();
    if (!before) content.add_released_coupons(coupon);
  }
  for (const std::string& offer : amounts_.withdrawn_stamps) {
    if (std::find(withdrawn_before_.begin(), withdrawn_before_.end(), offer) != withdrawn_before_.end()) continue;
    for (const v1::IssuedCoupon& issued : sale_quote_.issued_coupons()) {
      if (issued.offer() == offer) *content.add_withdrawn_stamps() = issued;
    }
  }
  for (const Award& award : amounts_.kept_awards) *content.add_kept_awards() = proto::to_message(award);
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
