#include <algorithm>
#include <map>

#include "kazasu/ledger/posting.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

void except(PostingOutcome& outcome, std::string reason) {
  outcome.decision = v1::Verdict::ADJUSTED;
  if (outcome.reason.empty()) outcome.reason = reason;
  outcome.exceptions.push_back(std::move(reason));
}

/// Lots that were good on the entry's date but have been expired since, because the entry came late.
std::int64_t redeem_expired(const PostedEntry& entry, const std::string& wallet, LotBook& book, std::int64_t points,
                            const Account& account, PostingHistory& history) {
  struct Expired {
    Lot lot;
    std::int64_t points = 0;
  };
  std::map<std::pair<std::string, std::string>, Expired> by_expiry;
  for (const Posting& posting : history.expired_after(account.id, entry.business_date)) {
    if (posting.wallet != wallet) continue;
    const bool expiry = posting.kind == PostingKind::expire;
    const std::string& id = expiry ? posting.debit : posting.credit;
    Expired& expired = by_expiry[{posting.expires_on, id}];
    expired.lot = {.id = id, .activates_on = posting.activates_on, .expires_on = posting.expires_on, .wallet = wallet};
    expired.points += expiry ? posting.points : -posting.points;
  }
  for (const auto& [key, expired] : by_expiry) {
    if (expired.lot.activates_on > entry.business_date) continue;
    const std::int64_t taken = std::min(points, expired.points);
    book.move_in(PostingKind::unexpire, expired.lot, kExpired, taken);
    book.move_out(PostingKind::redeem, expired.lot, kRedeemed, taken);
    points -= taken;
  }
  return points;
}

/// Takes up to `points` from the lots at `places`, in their order; gives back what they do not cover.
std::int64_t take(LotBook& book, const std::vector<std::size_t>& places, std::int64_t points) {
  for (const std::size_t place : places) {
    const std::int64_t taken = std::min(points, book.at(place).points);
    book.move_out(PostingKind::redeem, Lot{book.at(place)}, kRedeemed, taken);
    points -= taken;
    if (points == 0) break;
  }
  return points;
}

/// Uses up what the entry says to have spent under the terminal's lease and under a hold of its own, and says how much.
/// A part that is not covered whole is an exception, and no better than a spend without lease or hold.
std::int64_t use_reserves(const PostedEntry& entry, const std::string& wallet, const v1::CheckoutContent& content,
                          Account& account, PostingOutcome& outcome) {
  const v1::SpendFunding& funding = content.funding();
  const auto said = std::find_if(funding.wallets().begin(), funding.wallets().end(),
                                 [&](const v1::WalletFunding& one) { return one.wallet() == wallet; });
  if (said == funding.wallets().end()) return 0;
  const auto use = [&](std::int64_t points, const auto& is_meant, const char* exception) -> std::int64_t {
    if (points == 0) return 0;
    for (Reserve& reserve : account.reserves) {
      const bool own =
          reserve.wallet == wallet && reserve.terminal == entry.id.terminal && reserve.epoch == entry.id.epoch;
      if (!own || !is_meant(reserve) || reserve.left() < points) continue;
      reserve.spent += points;
      reserve.changed = true;
      return points;
    }
    outcome.exceptions.emplace_back(exception);
    return 0;
  };
  const auto is_lease = [&](const Reserve& reserve) {
    return reserve.kind == Reserve::Kind::lease && reserve.generation == funding.generation();
  };
  const auto is_hold = [&](const Reserve& reserve) {
    return reserve.kind == Reserve::Kind::hold && reserve.business_date == entry.business_date &&
           reserve.transaction_id == entry.transaction_id;
  };
  return use(said->leased_points(), is_lease, "lease_exceeded") + use(said->held_points(), is_hold, "hold_lapsed");
}

/// What is left of holds for a transaction that is committed is free again.
void release_holds(const PostedEntry& entry, Account& account) {
  for (Reserve& reserve : account.reserves) {
    const bool of_this = reserve.kind == Reserve::Kind::hold && reserve.terminal == entry.id.terminal &&
                         reserve.epoch == entry.id.epoch && reserve.business_date == entry.business_date &&
                         reserve.transaction_id == entry.transaction_id;
    if (!of_this) continue;
    reserve.granted = reserve.spent;
    reserve.changed = true;
  }
}

void redeem(const PostedEntry& entry, const std::string& wallet, std::int64_t points,
            const v1::CheckoutContent& content, Account& account, PostingHistory& history, LotBook& book,
            PostingOutcome& outcome) {
  if (points == 0) return;
  const std::int64_t reserved = use_reserves(entry, wallet, content, account, outcome);
  // Never short: what is reserved is in the lots. Were it ever, the books would show it as an overdraft.
  const std::int64_t short_of = take(book, book.spendable_under_reserve(wallet), reserved);
  points = points - reserved + short_of;
  if (points == 0) return;
  const std::int64_t from_free = std::min(points, book.free(wallet));
  points = points - from_free + take(book, book.spendable(wallet, false), from_free);
  if (points == 0) return;
  points = redeem_expired(entry, wallet, book, points, account, history);
  if (points == 0) return;
  book.move_out(PostingKind::redeem, debt_lot(wallet), kRedeemed, points);
  outcome.points_difference -= points;
  except(outcome, account.provisional ? "member_unknown" : "overdraft");
}

void award(const PostedEntry& entry, const v1::Quote& quote, LotBook& book, PostingOutcome& outcome) {
  for (const v1::Award& award : quote.awards()) {
    if (award.points() == 0) continue;
    // A lot is named by the posting that makes it.
    const std::string id = proto::format_receipt_number(entry.id) + "-" + std::to_string(outcome.postings.size() + 1);
    const Lot lot{.id = id,
                  .points = 0,
                  .activates_on = award.activates_on(),
                  .expires_on = award.expires_on(),
                  .wallet = award.wallet()};
    Posting details;
    details.offer = award.offer();
    book.move_in(PostingKind::award, lot, kIssued, award.points(), std::move(details));
    book.repay_debt(id);
  }
}

/// A coupon that is both held and given as a code uses up the held one (pricing.md, section 2).
void use_coupon(const PostedEntry& entry, const std::string& coupon, const v1::CheckoutContent& content,
                Account& account, PostingOutcome& outcome) {
  HeldCoupon* held = nullptr;
  bool used_before = false;
  for (HeldCoupon& one : account.coupons) {
    if (one.coupon != coupon) continue;
    if (!one.used_by.empty()) {
      used_before = true;
    } else if (held == nullptr || one.available_on < held->available_on) {
      held = &one;
    }
  }
  if (held != nullptr) {
    held->used_by = proto::format_receipt_number(entry.id);
    held->changed = true;
    return;
  }
  const auto& codes = content.basket().coupon_codes();
  if (std::find(codes.begin(), codes.end(), coupon) != codes.end()) return;
  except(outcome, used_before ? "coupon_used_twice" : "coupon_not_held");
}

StampCard& card_of(Account& account, const std::string& offer) {
  for (StampCard& card : account.cards) {
    if (card.offer == offer) return card;
  }
  return account.cards.emplace_back(StampCard{.offer = offer});
}

void issue_coupons(const PostedEntry& entry, const v1::Quote& quote, Account& account, PostingOutcome& outcome) {
  int number = 0;
  for (const v1::IssuedCoupon& issued : quote.issued_coupons()) {
    StampCard& card = card_of(account, issued.offer());
    card.stamps += issued.stamps() - issued.stamps_used();
    card.changed = true;
    if (issued.stamps_used() > 0 && card.stamps < 0) except(outcome, "stamps_used_twice");
    for (std::int64_t i = 0; i < issued.count(); ++i) {
      HeldCoupon held{.coupon = issued.coupon(), .instance = {}, .available_on = issued.available_on(), .used_by = {}};
      held.instance = issued_instance(proto::format_receipt_number(entry.id), ++number);
      held.changed = true;
      account.coupons.push_back(std::move(held));
    }
  }
}

bool beyond(std::int64_t cap, std::int64_t sum) {
  return cap > 0 && sum > cap;
}

/// Whether one more use of an offer is beyond a cap, with all that was posted before it.
bool exceeds_offer_caps(const PostedEntry& entry, const v1::AppliedOffer& applied, const std::string& account,
                        const MemberCaps::OfOffer& caps, PostingHistory& history) {
  if (caps.uses_a_day > 0 &&
      history.usage_on(account, applied.offer(), entry.business_date).count + 1 > caps.uses_a_day) {
    return true;
  }
  if (caps.uses == 0 && caps.points == 0) return false;
  const UsageChange before = history.usage_in_all(account, applied.offer());
  return beyond(caps.uses, before.count + 1) ||
         (applied.points() > 0 && beyond(caps.points, before.points + applied.points()));
}

/// Whether the checkout is beyond a cap of its day or of all time, with all that was posted before it.
bool exceeds_caps(const PostedEntry& entry, const v1::Quote& quote, const Account& account, const MemberCaps& caps,
                  PostingHistory& history) {
  for (const auto& [wallet, cap] : caps.wallets) {
    std::int64_t awarded = wallet.empty() ? quote.awarded_points() : 0;
    for (const v1::QuotedWallet& one : quote.wallets()) {
      if (!wallet.empty() && one.wallet() == wallet) awarded = one.awarded_points();
    }
    if (awarded == 0) continue;
    const ActivityChange before = history.activity_on(account.id, wallet, entry.business_date);
    if (beyond(cap.points, before.points + awarded)) return true;
    if (cap.checkouts == 0) continue;
    // Checkouts are counted in the program's own wallet.
    const std::int64_t checkouts =
        wallet.empty() ? before.checkouts : history.activity_on(account.id, {}, entry.business_date).checkouts;
    if (beyond(cap.checkouts, checkouts + 1)) return true;
  }
  return std::any_of(quote.applied().begin(), quote.applied().end(), [&](const v1::AppliedOffer& applied) {
    const auto cap = caps.offers.find(applied.offer());
    return cap != caps.offers.end() && exceeds_offer_caps(entry, applied, account.id, cap->second, history);
  });
}

/// What the day's caps count.
void count_activity(const PostedEntry& entry, const v1::Quote& quote, PostingOutcome& outcome) {
  ActivityChange own{{}, entry.business_date, 1, quote.awarded_points()};
  outcome.activity.push_back(std::move(own));
  for (const v1::QuotedWallet& wallet : quote.wallets()) {
    if (wallet.wallet().empty() || wallet.awarded_points() == 0) continue;
    outcome.activity.push_back({wallet.wallet(), entry.business_date, 0, wallet.awarded_points()});
  }
}

}  // namespace

PostingOutcome post_checkout(const PostedEntry& entry, const v1::CheckoutContent& content, Account& account,
                             const IsCoupon& is_coupon, PostingHistory& history, const MemberCaps& caps) {
  PostingOutcome outcome;
  LotBook book{account, entry.business_date, outcome.postings};
  const v1::Quote& quote = content.quote();
  redeem(entry, {}, quote.redeemed_points(), content, account, history, book, outcome);
  for (const v1::QuotedWallet& wallet : quote.wallets()) {
    if (!wallet.wallet().empty()) {
      redeem(entry, wallet.wallet(), wallet.redeemed_points(), content, account, history, book, outcome);
    }
  }
  release_holds(entry, account);
  award(entry, quote, book, outcome);
  for (const v1::AppliedOffer& applied : quote.applied()) {
    outcome.usage.push_back({applied.offer(), entry.business_date, 1, applied.points()});
    if (is_coupon(applied.offer())) use_coupon(entry, applied.offer(), content, account, outcome);
  }
  issue_coupons(entry, quote, account, outcome);
  if (exceeds_caps(entry, quote, account, caps, history)) except(outcome, "cap_exceeded");
  count_activity(entry, quote, outcome);
  if (account.first_visit) {
    account.first_visit = false;
    account.changed = true;
  }
  return outcome;
}

}  // namespace kazasu::ledger
