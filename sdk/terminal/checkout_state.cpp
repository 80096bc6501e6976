#include "checkout_state.hpp"

#include <algorithm>
#include <utility>

#include "in_store_item.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/request_digest.hpp"
#include "kazasu/sync/authorization.hpp"
#include "kazasu/values/limits.hpp"
#include "past_sale.hpp"
#include "receipts.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kTransactionIdMax = 64;
constexpr std::size_t kTendersMax = 32;
constexpr std::int64_t kNsPerMs = 1'000'000;
/// The entry must be with the ledger before the hold ends.
constexpr std::int64_t kHoldMarginMs = 10 * 60'000;

Money given_by(const Payment& payment) {
  Money given;
  for (const Tender& tender : payment.tenders) given += tender.amount;
  return given;
}

bool redeems_points(const Quote& quote) {
  return quote.redeemed_points > Points{} ||
         std::any_of(quote.wallets.begin(), quote.wallets.end(),
                     [](const QuotedWallet& one) { return one.redeemed_points > Points{}; });
}

Result<void> check_text(std::string_view value, std::size_t max, std::string_view name) {
  if (value.empty() || value.size() > max) {
    return Error{ErrorCode::invalid_argument, std::string{name} + ": must have 1 to " + std::to_string(max) + " bytes"};
  }
  return {};
}

}  // namespace

Checkout::State::State(Terminal::State& terminal, CheckoutOptions options, std::shared_ptr<const PricingBasis> basis)
    : terminal_(terminal), options_(std::move(options)), basis_(std::move(basis)), offers_(basis_->offers) {
  const Program& program = offers_->program();
  const TerminalClock& clock = terminal_.store->clock();
  const std::int64_t now = clock.now_unix_ms() / 1'000 * 1'000;  // receipts show seconds
  time_effect_ = time_effect(terminal_.configuration.time_policy, offers_->offers(), program, clock.interval(), now);
  sale_.at = {now, utc_offset_at(program.time_zone, now / 1'000)};
  business_date_ = business_date_at(program.time_zone, program.business_day_starts, now);
  const Seller seller = terminal_.store->seller();
  sale_.basket.company = seller.company;
  sale_.basket.store = seller.store;
  sale_.basket.priced_by_pos = options_.priced_by_pos;
}

Result<void> Checkout::State::begin() {
  if (auto checked = check_text(options_.transaction_id, kTransactionIdMax, "transaction_id"); !checked) return checked;
  if (options_.mode == Mode::unrecorded) {
    return Error{ErrorCode::invalid_argument, "mode: a checkout becomes unrecorded by sell_without_members"};
  }
  if (options_.clerk.size() > kTransactionIdMax) return Error{ErrorCode::limit_exceeded, "clerk: at most 64 bytes"};
  if (!time_effect_.empty()) {
    auto offers = with_time_effect(*offers_, time_effect_);
    if (!offers) return offers.error();
    offers_ = std::move(*offers);
  }
  return take(sale_);
}

std::vector<BudgetLeft> Checkout::State::budgets() const {
  if (options_.mode != Mode::unrecorded) return terminal_.store->budgets_left(*basis_, budget_promise_.get());
  std::vector<BudgetLeft> nothing;
  for (const std::string& offer : basis_->budgeted_offers) nothing.push_back({.offer = offer});
  return nothing;
}

Result<void> Checkout::State::take(Sale sale) {
  if (!basis_->budgeted_offers.empty()) sale.budgets = budgets();
  Quote quote;
  if (auto quoted = engine_.quote(*offers_, sale, quote); !quoted) return quoted;
  explain_time_effect(quote, time_effect_);
  sale_ = std::move(sale);
  quote_ = std::move(quote);
  return {};
}

Result<void> Checkout::State::check_open() const {
  if (closed_)
    return Error{ErrorCode::checkout_closed,
                 "transaction " + options_.transaction_id + " is committed: begin another checkout"};
  return {};
}

/// What a member has is only touched where it is recorded.
Result<void> Checkout::State::check_recorded() const {
  if (options_.mode != Mode::unrecorded) return {};
  return Error{ErrorCode::journal_full, "this sale goes on without members: nothing of it is recorded"};
}

Result<Line> Checkout::State::line_of(const Item& item, LocalStore& store) {
  Line line;
  line.id = std::to_string(next_line_);
  line.product = item.product;
  line.name = item.name;
  line.quantity = item.quantity;
  line.discountable = item.discountable;
  line.awardable = item.awardable;
  line.manual_discount = item.manual_discount;
  if (item.unit_price) line.unit_price = *item.unit_price;
  if (item.tax_class) line.tax_class = *item.tax_class;
  auto label = read_in_store_label(item.product, terminal_.configuration.scan_rules.in_store_labels);
  // With a price of its own the POS asks nothing of the label but which item it is.
  if (!label && !item.unit_price) return label.error();
  const bool labelled = label && label->has_value();
  auto product = store.find_product(labelled ? (*label)->product : item.product);
  if (!product) {
    if (product.error().code != ErrorCode::not_found || !item.unit_price || !item.tax_class) return product.error();
    return line;
  }
  line.product = product->product();
  if (line.name.empty()) line.name = product->name();
  if (!item.unit_price) {
    line.unit_price = Money{product->unit_price_minor()};
    if (labelled) {
      auto price = (*label)->price_at(line.unit_price);
      if (!price) return price.error();
      line.unit_price = *price;
    }
  }
  if (!item.tax_class) line.tax_class = product->tax_class();
  line.categories.assign(product->categories().begin(), product->categories().end());
  line.brand = product->brand();
  return line;
}

Result<std::string> Checkout::State::add(const Item& item) {
  if (auto open = check_open(); !open) return open.error();
  auto line = line_of(item, *terminal_.store);
  if (!line) return line.error();
  Sale sale = sale_;
  const std::string id = line->id;
  sale.basket.lines.push_back(std::move(*line));
  if (auto taken = take(std::move(sale)); !taken) return taken.error();
  items_.push_back(item);
  ++next_line_;
  return id;
}

Result<void> Checkout::State::remove(std::string_view id) {
  if (auto open = check_open(); !open) return open;
  Sale sale = sale_;
  auto& lines = sale.basket.lines;
  const auto found = std::find_if(lines.begin(), lines.end(), [id](const Line& line) { return line.id == id; });
  if (found == lines.end()) return Error{ErrorCode::invalid_argument, "line: there is none of this id"};
  const auto position = found - lines.begin();
  lines.erase(found);
  if (auto taken = take(std::move(sale)); !taken) return taken;
  items_.erase(items_.begin() + position);
  return {};
}

Result<MemberSummary> Checkout::State::identify(const Sighting& sighting) {
  if (auto open = check_open(); !open) return open.error();
  if (auto allowed = check_recorded(); !allowed) return allowed.error();
  auto attached =
      terminal_.store->find_member(sighting, terminal_.configuration, business_date_, member_ ? &*member_ : nullptr);
  if (!attached) return attached.error();
  Sale sale = sale_;
  sale.member = attached->view;
  sale.basket.redeem_points = Points{};
  sale.basket.spend.clear();
  if (auto taken = take(std::move(sale)); !taken) return taken.error();
  held_.clear();  // what was held for another member ends by itself
  summary_ = attached->summary;
  member_ = std::move(*attached);
  return *summary_;
}

Result<void> Checkout::State::add_coupon_code(std::string_view code) {
  if (auto open = check_open(); !open) return open;
  if (auto allowed = check_recorded(); !allowed) return allowed;
  const Offer* offer = offers_->find(code);
  if (offer == nullptr || offer->kind != OfferKind::coupon)
    return Error{ErrorCode::not_found, "no coupon has this code"};
  Sale sale = sale_;
  auto& codes = sale.basket.coupon_codes;
  if (std::find(codes.begin(), codes.end(), code) != codes.end()) return {};
  codes.emplace_back(code);
  return take(std::move(sale));
}

Result<void> Checkout::State::set_tender(std::string_view kind) {
  if (auto open = check_open(); !open) return open;
  Sale sale = sale_;
  sale.basket.tender = std::string{kind};
  return take(std::move(sale));
}

Result<void> Checkout::State::check_may_redeem(std::string_view wallet, Points points) const {
  if (points < Points{}) return Error{ErrorCode::invalid_argument, "points: must be at least 0"};
  const auto& wallets = offers_->program().wallets;
  const bool known = wallet.empty() || std::any_of(wallets.begin(), wallets.end(),
                                                   [&](const Wallet& one) { return one.wallet == wallet; });
  if (!known) return Error{ErrorCode::invalid_argument, "wallet: the program has none of this name"};
  if (points == Points{}) return {};
  if (!member_) return Error{ErrorCode::redeem_not_allowed, "no member is attached"};
  if (!summary_->known)
    return Error{ErrorCode::redeem_not_allowed, "a provisional member's points cannot be redeemed yet"};
  const auto wanted = static_cast<int>(terminal_.store->catalog().redeem_policy().min_assurance());
  if (static_cast<int>(summary_->assurance) < wanted) {
    return Error{ErrorCode::assurance_too_low,
                 "identified by " + summary_->identified_by + ", which proves too little to redeem"};
  }
  return {};
}

Result<void> Checkout::State::check_redeem(std::string_view wallet, Points points) const {
  if (auto may = check_may_redeem(wallet, points); !may) return may;
  if (standing(wallet, points) != RedeemStanding::needs_network) return {};
  return Error{ErrorCode::redeem_not_allowed,
               "with no network: " + std::to_string(room_of(wallet).offline.value()) + " points"};
}

Checkout::State::Room Checkout::State::room_of(std::string_view wallet) const {
  if (!summary_) return {};
  Room room;
  if (wallet.empty()) room = {summary_->safe_now, summary_->redeemable_offline};
  for (const WalletSummary& one : summary_->wallets) {
    if (one.wallet == wallet) room = {one.safe_now, one.redeemable_offline};
  }
  for (const PointsHold& hold : holds()) {
    if (hold.wallet != wallet) continue;
    room.safe_now += Points{hold.points};
    room.offline += Points{hold.points};
  }
  return room;
}

std::vector<PointsHold> Checkout::State::holds() const {
  std::vector<PointsHold> good;
  const std::int64_t now = terminal_.clock->monotonic_ns();
  for (const auto& [wallet, held] : held_) {
    if (held.points > 0 && now < held.good_until_ns) good.push_back({wallet, held.points});
  }
  return good;
}

Result<Checkout::State::Authorization> Checkout::State::begin_authorization(std::string_view wallet, Points points) {
  if (auto open = check_open(); !open) return open.error();
  if (auto may = check_may_redeem(wallet, points); !may) return may.error();
  if (options_.mode == Mode::training) return Error{ErrorCode::redeem_not_allowed, "in training nothing is held"};
  if (!member_) return Error{ErrorCode::redeem_not_allowed, "no member is attached"};
  Authorization authorization;
  v1::AuthorizeRequest& request = authorization.request;
  request.set_business_date(format_date(business_date_));
  request.set_transaction_id(options_.transaction_id);
  request.set_account_id(member_->part.account_id());
  request.set_wallet(std::string{wallet});
  Points leased = wallet.empty() ? summary_->safe_now : Points{};
  for (const WalletSummary& one : summary_->wallets) {
    if (one.wallet == wallet) leased = one.safe_now;
  }
  request.set_points(std::max<std::int64_t>(0, (points - leased).value()));
  authorization.asked_monotonic_ns = terminal_.clock->monotonic_ns();
  return authorization;
}

Result<TransportAnswer> Checkout::State::ask_ledger(const Authorization& authorization,
                                                    std::chrono::milliseconds timeout) {
  const std::lock_guard lock{terminal_.asking_mutex};
  if (!terminal_.asking) return Error{ErrorCode::network_unreachable, "this terminal has no ledger"};
  return terminal_.asking->send(sync::authorize_request(authorization.request), timeout);
}

Result<void> Checkout::State::end_authorization(std::string_view wallet, Points points,
                                                const Authorization& authorization,
                                                const Result<TransportAnswer>& answer) {
  if (!answer) return answer.error();
  const auto held = sync::authorize_answer(authorization.request, *answer);
  if (!held) return held.error();
  // The ledger answered after it was asked: reckoned from then, the hold ends here no later than there.
  const std::int64_t good_ms = std::max<std::int64_t>(0, held->ends_unix_ms() - held->ledger_unix_ms() - kHoldMarginMs);
  held_[std::string{wallet}] = {held->points(), authorization.asked_monotonic_ns + good_ms * kNsPerMs};
  return redeem(wallet, points);
}

RedeemStanding Checkout::State::standing(std::string_view wallet, Points points) const {
  const Room room = room_of(wallet);
  if (points <= room.safe_now) return RedeemStanding::safe_now;
  return points <= room.offline ? RedeemStanding::at_shops_risk : RedeemStanding::needs_network;
}

Result<void> Checkout::State::redeem(std::string_view wallet, Points points) {
  if (auto open = check_open(); !open) return open;
  if (auto allowed = check_recorded(); !allowed) return allowed;
  if (auto checked = check_redeem(wallet, points); !checked) return checked;
  Sale sale = sale_;
  Basket& basket = sale.basket;
  // The own wallet's points are `redeem_points` where they pay first, else an entry of `spend` in its place.
  std::vector<WalletSpend> order = std::move(basket.spend);
  if (basket.redeem_points > Points{}) order.insert(order.begin(), {"", basket.redeem_points});
  const auto named =
      std::find_if(order.begin(), order.end(), [&](const WalletSpend& one) { return one.wallet == wallet; });
  if (points == Points{}) {
    if (named != order.end()) order.erase(named);
  } else if (named != order.end()) {
    named->points = points;
  } else {
    order.push_back({std::string{wallet}, points});
  }
  basket.redeem_points = Points{};
  if (!order.empty() && order.front().wallet.empty()) {
    basket.redeem_points = order.front().points;
    order.erase(order.begin());
  }
  basket.spend = std::move(order);
  return take(std::move(sale));
}

Result<std::vector<Hint>> Checkout::State::hints() {
  if (auto open = check_open(); !open) return open.error();
  auto shelf = terminal_.store->shelf();
  if (!shelf) return shelf.error();
  QuoteOptions options;
  options.explain = Explain::none;
  options.hints = true;
  options.products = *shelf;
  Quote quote;
  if (auto quoted = engine_.quote(*offers_, sale_, quote, options); !quoted) return quoted.error();
  return std::move(quote.hints);
}

Result<void> Checkout::State::prepare() {
  if (auto open = check_open(); !open) return open;
  if (options_.mode == Mode::unrecorded) return {};
  const bool limited = redeems_points(quote_) || !basis_->budgeted_offers.empty();
  if (options_.mode == Mode::live && limited) {
    if (auto funded = terminal_.store->check_funds(draft({})); !funded) {
      if (funded.error().code != ErrorCode::total_mismatch) return funded;
      // The caller shows what the sale comes to without the offer, and prepares again.
      if (auto taken = take(sale_); !taken) return taken;
      return funded;
    }
    budget_promise_ = terminal_.store->promise_budgets(draft({}));
    leases_kept_ = terminal_.store->keep_leases();
  }
  return terminal_.store->journal().prepare();
}

Result<void> Checkout::State::sell_without_members() {
  if (auto open = check_open(); !open) return open;
  if (commit_failed_) {
    return Error{
        ErrorCode::journal_failed,
        "it is not known whether this sale was recorded: open the terminal again and ask by its transaction id"};
  }
  auto ready = terminal_.store->journal().prepare();
  if (ready) return Error{ErrorCode::invalid_argument, "the journal can record this sale"};
  if (!terminal_.configuration.sell_without_members_when_full) return ready;
  Sale sale = sale_;
  sale.member.reset();
  sale.basket.redeem_points = Points{};
  sale.basket.spend.clear();
  sale.basket.coupon_codes.clear();
  const Mode before = options_.mode;
  options_.mode = Mode::unrecorded;  // and so uses nothing of any budget
  if (auto taken = take(std::move(sale)); !taken) {
    options_.mode = before;
    return taken;
  }
  member_.reset();
  summary_.reset();
  leases_kept_.reset();
  budget_promise_.reset();
  return {};
}

Result<void> Checkout::State::check_payment(const Payment& payment) const {
  if (payment.expected_total && *payment.expected_total != quote_.total) {
    return Error{ErrorCode::total_mismatch, "the POS expects " + std::to_string(payment.expected_total->value()) +
                                                ", the quote says " + std::to_string(quote_.total.value())};
  }
  if (payment.tenders.size() > kTendersMax) return Error{ErrorCode::limit_exceeded, "tenders: at most 32"};
  for (const Tender& tender : payment.tenders) {
    if (tender.amount <= Money{} || tender.amount.value() > limits::kBasketGrossMax) {
      return Error{ErrorCode::invalid_argument, "tenders: an amount must be more than 0"};
    }
  }
  const Money given = given_by(payment);
  if (given < quote_.due) {
    return Error{ErrorCode::tender_short,
                 std::to_string(given.value()) + " given, " + std::to_string(quote_.due.value()) + " due"};
  }
  return {};
}

/// What the POS asked for, not what came of it: prices of the catalog may change between two askings.
std::string Checkout::State::request_digest(const Payment& payment) const {
  std::vector<proto::RequestedItem> items;
  items.reserve(items_.size());
  for (const Item& item : items_) {
    proto::RequestedItem& requested = items.emplace_back();
    requested.product = item.product;
    requested.quantity = item.quantity;
    if (item.unit_price) requested.unit_price = item.unit_price->value();
    if (item.tax_class) requested.tax_class = *item.tax_class;
    requested.manual_discount = item.manual_discount.value();
    requested.discountable = item.discountable;
    requested.awardable = item.awardable;
  }
  const Basket& basket = sale_.basket;
  const std::vector<std::string_view> codes{basket.coupon_codes.begin(), basket.coupon_codes.end()};
  std::vector<proto::NamedAmount> spend;
  for (const WalletSpend& one : basket.spend) spend.push_back({one.wallet, one.points.value()});
  std::vector<proto::NamedAmount> tenders;
  for (const Tender& tender : payment.tenders) tenders.push_back({tender.kind, tender.amount.value()});
  const proto::Digest digest = proto::request_digest(proto::CheckoutRequest{
      .clerk = options_.clerk,
      .priced_by_pos = options_.priced_by_pos,
      .items = items,
      .identifier_hash = member_ ? std::string_view{member_->part.identifier_hash()} : std::string_view{},
      .tender = basket.tender,
      .coupon_codes = codes,
      .redeem_points = basket.redeem_points.value(),
      .spend = spend,
      .tenders = tenders});
  return std::string{as_text(digest)};
}

EntryDraft Checkout::State::draft(const Payment& payment) const {
  EntryDraft draft;
  draft.kind = v1::CHECKOUT;
  draft.body.set_transaction_id(options_.transaction_id);
  draft.body.set_business_date(format_date(business_date_));
  draft.body.set_clerk(options_.clerk);
  draft.body.set_request_digest(request_digest(payment));
  v1::CheckoutContent& content = *draft.body.mutable_checkout();
  content.set_at(format_timestamp(sale_.at));
  // Of the catalog that it was priced by: another one may have come since.
  content.set_offer_set(std::string{as_text(basis_->offer_set.name)});
  content.set_store_identity(std::string{as_text(basis_->store_identity.name)});
  content.set_catalog_version(basis_->catalog_version);
  content.set_pricing_rules(kPricingRulesVersion);
  if (!time_effect_.empty()) *content.mutable_time_effect() = message_of(time_effect_);
  draft.basis = basis_;
  draft.holds = holds();
  draft.promised = budget_promise_;
  for (const BudgetLeft& left : sale_.budgets) *content.add_budgets() = proto::to_message(left);
  *content.mutable_basket() = proto::to_message(sale_.basket);
  *content.mutable_quote() = proto::to_message(quote_);
  for (const Tender& tender : payment.tenders) {
    v1::Tender& message = *content.add_tenders();
    message.set_kind(tender.kind);
    message.set_amount_minor(tender.amount.value());
  }
  if (member_) {
    draft.member = member_->part;
    *draft.member->mutable_view() = proto::to_message(member_->view);
  }
  return draft;
}

Result<Receipt> Checkout::State::unrecorded_receipt(const Payment& payment, const LocalStore& store) const {
  Receipt receipt{.transaction_id = options_.transaction_id, .mode = options_.mode};
  receipt.at = sale_.at;
  receipt.business_date = business_date_;
  receipt.clerk = options_.clerk;
  receipt.terminal = store.identity().terminal;
  receipt.seller = store.seller();
  const Program& program = offers_->program();
  receipt.currency = program.currency;
  receipt.tax_mode = program.tax_mode;
  receipt.tax_rates = program.tax_rates;
  receipt.wallets = program.wallets;
  receipt.basket = sale_.basket;
  receipt.quote = quote_;
  for (const AppliedOffer& applied : quote_.applied) {
    if (const Offer* offer = offers_->find(applied.offer)) receipt.offers.push_back(*offer);
  }
  receipt.tenders = payment.tenders;
  receipt.change = given_by(payment) - quote_.due;
  receipt.member = summary_;
  return receipt;
}

Result<Receipt> Checkout::State::commit(const Payment& payment) {
  if (auto open = check_open(); !open) return open.error();
  LocalStore& store = *terminal_.store;
  // What was recorded before was paid then: since, coupons and budgets may be used up, and the total be another.
  bool asked_again = false;
  if (options_.mode == Mode::live) {
    const auto recorded = store.journal().find(format_date(business_date_), options_.transaction_id);
    if (!recorded) return recorded.error();
    asked_again = recorded->has_value();
  }
  if (!asked_again) {
    if (auto checked = check_payment(payment); !checked) return checked.error();
  }
  if (options_.mode != Mode::live) {
    closed_ = true;
    return unrecorded_receipt(payment, store);
  }
  auto recorded = store.record(draft(payment));
  if (!recorded) {
    if (recorded.error().code == ErrorCode::total_mismatch) static_cast<void>(take(sale_));
    commit_failed_ =
        recorded.error().code == ErrorCode::journal_full || recorded.error().code == ErrorCode::journal_failed;
    return recorded.error();
  }
  closed_ = true;
  leases_kept_.reset();
  budget_promise_.reset();
  return receipt_of(store, recorded->entry, recorded->already_committed);
}

}  // namespace kazasu
