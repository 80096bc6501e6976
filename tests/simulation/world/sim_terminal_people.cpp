#include "kazasu/proto/entry_clock.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "world/data.hpp"
#include "world/sim_terminal.hpp"

namespace kazasu::simulation {
namespace {

const char* const kProducts[] = {"4912345000019", "4912345000026", "4912345000033", "4912345000118", "4912345000071"};

bool is_of_journal(ErrorCode code) {
  return code == ErrorCode::journal_failed || code == ErrorCode::journal_full;
}

}  // namespace

/// What the terminal says of a member is at most what its catalog says, less what it took itself since (I-9).
void SimTerminal::check_member(const MemberSummary& member, const std::string& account) {
  LocalStore& store = *TerminalParts::store(*terminal_);
  auto known = store.catalog().member_by_account(account);
  if (!known || !*known) return;
  std::int64_t points = 0;
  for (const auto& lot : (*known)->lots()) points += std::max<std::int64_t>(0, lot.points());
  const std::uint64_t covered = store.catalog().covers_epoch() == epoch_ ? store.catalog().covers_seq() : 0;
  std::set<std::string> counted;
  for (const ToldReceipt& receipt : told_) {
    const auto id = proto::parse_receipt_number(receipt.number);
    if (!id || id->epoch != epoch_ || id->seq <= covered || receipt.account != account) continue;
    if (id->seq > store.journal().head().seq || !counted.insert(receipt.number).second) continue;
    points -= receipt.redeemed;
  }
  if (member.redeemable_offline.value() > std::max<std::int64_t>(0, points)) {
    break_promise("I-9: " + std::to_string(member.redeemable_offline.value()) +
                  " points are called safe to redeem for " + account + ", " + std::to_string(points) + " are left");
  }
}

/// What staff were shown is what the entry says, and nothing is spent under a lease whose time is over.
void SimTerminal::check_funding(const ToldReceipt& told) {
  const auto id = proto::parse_receipt_number(told.number);
  const auto entry = journal().entry(id->seq);
  v1::EntryBody body;
  if (!entry || !body.ParseFromString(entry->body())) return;
  std::int64_t leased = 0;
  std::int64_t held = 0;
  for (const v1::WalletFunding& one : body.checkout().funding().wallets()) {
    leased += one.leased_points();
    held += one.held_points();
  }
  if (told.redeemed > 0 && (leased + held == told.redeemed) != (told.standing == RedeemStanding::safe_now))
    break_promise("I-12: shown as another standing than it has in its entry");
  const bool budgets = body.checkout().funding().budgets_size() > 0;
  if (budgets) trace_.add(time_.unix_ms, name_, "used of a budget");
  if (leased == 0 && !budgets) return;
  if (leased > 0)
    trace_.add(time_.unix_ms, name_, leased == told.redeemed ? "spent under a lease" : "spent partly under a lease");
  const v1::Leases& leases = TerminalParts::store(*terminal_)->catalog().leases();
  if (leases.generation() != body.checkout().funding().generation())
    break_promise("I-12: spent under another generation");
  // Whatever the wall clock says: once the terminal knows the latest that it may be, a lease ends in time.
  if (!body.clock().latest_unknown() && time_.unix_ms >= leases.not_after_unix_ms())
    break_promise("I-12: spent under a lease whose time is over");
}

Result<Receipt> SimTerminal::ring_up(const std::string& transaction_id, const std::vector<std::string>& products,
                                     int member, std::int64_t redeem, bool coupon, ToldReceipt& told) {
  auto checkout = terminal_->begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
  if (!checkout) return checkout.error();
  for (const std::string& product : products) {
    if (auto added = checkout->add({.product = product}); !added) return added.error();
  }
  if (member >= 0) {
    const auto found = checkout->identify(Sighting::from_scan(as_bytes(member_number(member))));
    // A number that is nobody's and may be a payment code: the customer stays a guest.
    if (!found && found.error().code != ErrorCode::payment_code) return found.error();
    if (found && found->known) {
      told.account = account_of_member(member);
      if (!restored_) check_member(*found, told.account);
      std::int64_t points = std::min(redeem, found->redeemable_offline.value());
      if (points < redeem && redeem <= found->balance.value()) {
        const auto held = checkout->authorize(Points{redeem});
        trace_.add(time_.unix_ms, name_, held ? "authorized" : "not authorized", held ? "" : describe(held.error()));
        if (held) points = 0;  // what was asked for is redeemed
      }
      if (points > 0) {
        if (auto redeemed = checkout->redeem(Points{points}); !redeemed) return redeemed.error();
      }
    }
  }
  if (coupon) static_cast<void>(checkout->add_coupon_code("coupon-coffee-50"));
  told.redeemed = checkout->quote().redeemed_points.value();
  told.standing = checkout->redeem_standing(checkout->quote().redeemed_points);
  told.is_sale = true;
  if (auto ready = checkout->prepare(); !ready) return ready.error();
  const Money due = checkout->quote().due;
  std::vector<Tender> tenders;
  if (due > Money{}) tenders.push_back({"cash", due});
  return checkout->commit({.tenders = tenders});
}

void SimTerminal::sell() {
  Basket basket;
  const std::uint64_t lines = 1 + random_.below(6);
  for (std::uint64_t i = 0; i < lines; ++i) basket.products.push_back(kProducts[random_.below(std::size(kProducts))]);
  // Some numbers are of nobody that the ledger knows.
  if (random_.chance(800))
    basket.member = static_cast<int>(random_.below(static_cast<std::uint64_t>(knobs_.members) + 2));
  basket.coupon = random_.chance(50);
  if (random_.chance(400)) basket.redeem = static_cast<std::int64_t>(random_.below(800));
  ToldReceipt told;
  told.transaction_id = "T" + std::to_string(++transactions_);
  const auto receipt = ring_up(told.transaction_id, basket.products, basket.member, basket.redeem, basket.coupon, told);
  ++sales_;
  if (!receipt) return after_commit_failed(told.transaction_id, receipt.error());
  told.number = receipt->number;
  told.business_date = format_date(receipt->business_date);
  if (receipt->already_committed) break_promise("a new transaction is called an old one");
  check_time(*receipt);
  check_funding(told);
  trace_.add(time_.unix_ms, name_, "sold",
             told.number + " " + std::to_string(receipt->quote.total.value()) + " -" + std::to_string(told.redeemed) +
                 " +" + std::to_string(receipt->quote.awarded_points.value()));
  told_.push_back(told);
  last_basket_ = basket;
  if (dead_) {
    // Acknowledged though the machine was dying: it must be there all the same.
    return;
  }
  if (random_.chance(knobs_.double_tap)) sell_again(told);
}

/// Whatever the wall clock says: the true time is where the entry says it is, the earliest never falls, and the
/// receipt's own time is in between (I-13, I-14).
void SimTerminal::check_time(const Receipt& receipt) {
  constexpr std::int64_t kSecondMs = 1'000;
  const auto id = proto::parse_receipt_number(receipt.number);
  const auto recorded = TerminalParts::store(*terminal_)->entry(id ? id->seq : 0);
  if (!recorded) return;  // the machine is dying
  const v1::EntryClock& clock = recorded->body.clock();
  const std::int64_t wall = recorded->entry.wall_unix_ms();
  const std::int64_t earliest = wall + clock.earliest_s() * kSecondMs;
  const std::int64_t latest = clock.latest_unknown() ? INT64_MAX : wall + clock.latest_s() * kSecondMs;
  if (time_.unix_ms < earliest || time_.unix_ms > latest) {
    break_promise("I-13: the true time " + std::to_string(time_.unix_ms) + " is not from " + std::to_string(earliest) +
                  " to " + std::to_string(latest));
  }
  if (!restored_ && earliest < earliest_ms_ - kSecondMs) break_promise("I-13: the earliest time fell");
  if (receipt.at.unix_ms < earliest - kSecondMs || receipt.at.unix_ms > latest) {
    break_promise("I-14: a receipt's time is not where the true time may be");
  }
  if (!restored_) earliest_ms_ = earliest;
  if (clock.latest_unknown()) trace_.add(time_.unix_ms, name_, "time not verified");
  if (proto::wall_error_s(clock) != 0) trace_.add(time_.unix_ms, name_, "wall clock wrong");
}

/// The cashier taps again, perhaps after a restart of the till.
void SimTerminal::sell_again(const ToldReceipt& earlier) {
  if (random_.chance(500)) {
    stop();
    start();
    if (!running()) return;
  }
  LocalStore& store = *TerminalParts::store(*terminal_);
  const auto date = parse_date(earlier.business_date);
  const auto found = date ? store.find_transaction(*date, earlier.transaction_id)
                          : Result<std::optional<OpenedEntry>>{std::optional<OpenedEntry>{}};
  if (!found) return;
  if (!*found) return break_promise("I-5: the receipt " + earlier.number + " is not found by its transaction");
  // The same request again: the digest is of what was asked, so points are asked for as they were redeemed.
  const std::uint64_t before = store.journal().head().seq;
  ToldReceipt again;
  const Basket basket = last_basket_;
  const auto receipt =
      ring_up(earlier.transaction_id, basket.products, basket.member, basket.redeem, basket.coupon, again);
  const bool same_day = receipt && format_date(receipt->business_date) == earlier.business_date;
  if (receipt && same_day && receipt->number != earlier.number) {
    break_promise("I-8: transaction " + earlier.transaction_id + " made " + earlier.number + " and " + receipt->number);
  }
  if (receipt && same_day && journal().head().seq != before) break_promise("a repeated transaction was recorded again");
  if (receipt && !same_day) {
    again.number = receipt->number;
    again.transaction_id = earlier.transaction_id;
    again.business_date = format_date(receipt->business_date);
    told_.push_back(again);
  }
  if (!receipt && is_of_journal(receipt.error().code)) unknown_.push_back(earlier.transaction_id);
  trace_.add(time_.unix_ms, name_, "tapped twice", receipt ? receipt->number : describe(receipt.error()));
}

void SimTerminal::give_back() {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < told_.size(); ++i) {
    const auto id = proto::parse_receipt_number(told_[i].number);
    if (told_[i].is_sale && !told_[i].voided && id && id->epoch == epoch_ && id->seq <= journal().head().seq)
      open.push_back(i);
  }
  if (open.empty()) return;
  const std::size_t place = open[random_.below(open.size())];
  const std::string number = told_[place].number;
  ToldReceipt told;
  told.transaction_id = "V" + std::to_string(++transactions_);
  const ReturnOptions options{.transaction_id = told.transaction_id, .receipt_number = number, .clerk = "7"};
  Result<ReturnReceipt> receipt = Error{ErrorCode::internal, ""};
  if (random_.chance(500)) {
    receipt = terminal_->void_receipt(options);
    if (receipt) told_[place].voided = true;
  } else {
    auto giving = terminal_->begin_return(options);
    if (!giving) return;
    if (auto added = giving->add({"1", 0}); !added) return;
    receipt = giving->commit();
  }
  if (!receipt) {
    if (is_of_journal(receipt.error().code)) after_commit_failed(told.transaction_id, receipt.error());
    return;
  }
  told.number = receipt->number;
  told.business_date = format_date(receipt->business_date);
  trace_.add(time_.unix_ms, name_, "given back", told.number + " of " + number);
  told_.push_back(told);
}

void SimTerminal::after_commit_failed(const std::string& transaction_id, const Error& error) {
  trace_.add(time_.unix_ms, name_, "refused", std::string{name_of(error.code)});
  if (is_of_journal(error.code)) unknown_.push_back(transaction_id);
  const bool expected = is_of_journal(error.code) || error.code == ErrorCode::catalog_missing ||
                        error.code == ErrorCode::catalog_invalid || error.code == ErrorCode::not_found;
  if (!expected) break_promise("a sale is refused: " + describe(error));
}

std::optional<ToldReceipt> SimTerminal::recorded_as(const std::string& transaction_id) {
  std::optional<ToldReceipt> found;
  static_cast<void>(journal().head());
  const auto entries = journal().read(1, 1'000'000, std::size_t{1} << 32U);
  if (!entries) return std::nullopt;
  for (const v1::Entry& entry : *entries) {
    v1::EntryBody body;
    if (!body.ParseFromString(entry.body()) || body.transaction_id() != transaction_id) continue;
    found = ToldReceipt{.number = proto::format_receipt_number({name_, epoch_, entry.seq()}),
                        .transaction_id = transaction_id,
                        .business_date = body.business_date(),
                        .redeemed = body.checkout().quote().redeemed_points()};
  }
  return found;
}

/// After a reopening the till asks what became of what it was told nothing of (I-5).
void SimTerminal::settle_unknown() {
  for (const std::string& transaction_id : unknown_) {
    if (auto found = recorded_as(transaction_id)) {
      if (never_recorded_.contains(transaction_id)) break_promise("I-5: told no, and then recorded: " + transaction_id);
      trace_.add(time_.unix_ms, name_, "settled", found->number);
      told_.push_back(*found);
    } else {
      never_recorded_.insert(transaction_id);
      trace_.add(time_.unix_ms, name_, "settled as not recorded");
    }
  }
  unknown_.clear();
}

void SimTerminal::after_answer() {
  const std::uint64_t version = TerminalParts::store(*terminal_)->catalog().version();
  if (version != 0 && version < catalog_version_) break_promise("I-15: the catalog went back to an older version");
  if (version != 0) catalog_version_ = version;
}

}  // namespace kazasu::simulation
