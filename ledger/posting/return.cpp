#include <algorithm>
#include <map>
#include <optional>

#include "kazasu/ledger/posting.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

/// A lot that the sale awarded or redeemed, with how much of that was reversed so far.
struct SaleLot {
  Lot lot;
  std::int64_t points = 0;
  std::int64_t reversed = 0;
};

struct SaleLots {
  std::vector<SaleLot> awarded;
  std::vector<SaleLot> redeemed;
};

SaleLot& sale_lot(std::vector<SaleLot>& lots, const std::string& id, const Posting& posting) {
  const auto found = std::find_if(lots.begin(), lots.end(), [&](const SaleLot& one) { return one.lot.id == id; });
  if (found != lots.end()) return *found;
  return lots.emplace_back(SaleLot{
      .lot = {
          .id = id, .activates_on = posting.activates_on, .expires_on = posting.expires_on, .wallet = posting.wallet}});
}

SaleLots sale_lots(const Sale& sale, const Account& account, PostingHistory& history) {
  SaleLots lots;
  for (const Posting& posting : history.of_entry(sale.account_id, sale.id)) {
    if (posting.kind == PostingKind::award) sale_lot(lots.awarded, posting.credit, posting).points += posting.points;
    if (posting.kind == PostingKind::redeem) sale_lot(lots.redeemed, posting.debit, posting).points += posting.points;
  }
  std::vector<std::string> accounts{account.id};
  if (sale.account_id != account.id) accounts.push_back(sale.account_id);
  for (const std::string& id : accounts) {
    for (const Posting& posting : history.about(id, proto::format_receipt_number(sale.id))) {
      if (posting.kind == PostingKind::take_back) {
        const bool forward = posting.credit == kIssued;
        sale_lot(lots.awarded, posting.for_lot, posting).reversed += forward ? posting.points : -posting.points;
      } else if (posting.kind == PostingKind::restore) {
        const bool forward = posting.debit == kRedeemed;
        sale_lot(lots.redeemed, posting.for_lot, posting).reversed += forward ? posting.points : -posting.points;
      }
    }
  }
  return lots;
}

/// What a return books, by wallet; the program's own is "".
struct Booked {
  std::int64_t taken_back = 0;
  std::int64_t restored = 0;
};
std::map<std::string, Booked> booked_of(const v1::ReturnAmounts& amounts) {
  std::map<std::string, Booked> booked;
  booked[{}] = {amounts.points_taken_back(), amounts.points_restored()};
  for (const v1::ReturnedWallet& wallet : amounts.wallets()) {
    booked[wallet.wallet()] = {wallet.points_taken_back(), wallet.points_restored()};
  }
  return booked;
}

/// How much of `wanted` falls on each lot of the wallet in their order, within what each has left to reverse (or, below
/// zero, was reversed); what falls on none stays in `wanted`.
void share(const std::vector<SaleLot>& lots, const std::string& wallet, std::int64_t& wanted,
           std::vector<std::int64_t>& shares) {
  shares.resize(lots.size());
  for (std::size_t i = 0; i < lots.size(); ++i) {
    if (lots[i].lot.wallet != wallet) continue;
    shares[i] = wanted > 0 ? std::min(wanted, lots[i].points - lots[i].reversed) : std::max(wanted, -lots[i].reversed);
    wanted -= shares[i];
  }
}

/// The shares by the terminal's own reckoning of each award, if it is complete and comes to the booked sums.
std::optional<std::vector<std::int64_t>> reckoned(const std::vector<SaleLot>& awarded,
                                                  std::map<std::string, Booked> booked,
                                                  const v1::ReturnContent& content) {
  if (content.kept_awards_size() != static_cast<int>(awarded.size())) return std::nullopt;
  std::vector<std::int64_t> shares;
  for (std::size_t i = 0; i < awarded.size(); ++i) {
    const std::int64_t kept =
        std::clamp<std::int64_t>(content.kept_awards(static_cast<int>(i)).points(), 0, awarded[i].points);
    shares.push_back(awarded[i].points - kept - awarded[i].reversed);
    booked[awarded[i].lot.wallet].taken_back -= shares.back();
  }
  for (const auto& [wallet, left] : booked) {
    if (left.taken_back != 0) return std::nullopt;
  }
  return shares;
}

class Reversal {
 public:
  Reversal(std::string receipt_number, LotBook& book) : receipt_number_(std::move(receipt_number)), book_(book) {}

  /// Takes points from the lot itself, then from other lots by first expiry (those not active yet first), then as a
  /// debt.
  void collect(PostingKind kind, const Lot& lot, std::string_view to, std::int64_t points) {
    take(kind, lot, lot.id, to, points);
    for (const std::size_t place : book_.spendable(lot.wallet, true)) {
      if (points == 0) return;
      take(kind, Lot{book_.at(place)}, lot.id, to, points);
    }
    if (points > 0) book_.move_out(kind, debt_lot(lot.wallet), to, points, details(lot.id));
  }

  /// Gives points back to the lot that they came from. Points that came from a debt pay what is left of it; the rest,
  /// which later awards have repaid, makes a lot that does not expire.
  void give_back(PostingKind kind, const Lot& lot, std::string_view from, std::int64_t points,
                 const std::string& new_lot, const std::string& today) {
    if (!is_debt(lot)) {
      book_.move_in(kind, lot, from, points, details(lot.id));
      book_.repay_debt(lot.id);
      return;
    }
    const Lot* debt = book_.find(lot.id);
    const std::int64_t paid = std::min(points, debt == nullptr ? 0 : -debt->points);
    book_.move_in(kind, lot, from, paid, details(lot.id));
    book_.move_in(kind, {.id = new_lot, .activates_on = today, .wallet = lot.wallet}, from, points - paid,
                  details(lot.id));
  }

 private:
  void take(PostingKind kind, const Lot& source, const std::string& for_lot, std::string_view to,
            std::int64_t& points) {
    const Lot* current = book_.find(source.id);
    if (current == nullptr || is_debt(source)) return;
    const std::int64_t there = std::min(current->points, book_.free(source.wallet));
    const std::int64_t taken = std::min(points, std::max<std::int64_t>(0, there));
    book_.move_out(kind, source, to, taken, details(for_lot));
    points -= taken;
  }

  [[nodiscard]] Posting details(const std::string& for_lot) const {
    Posting posting;
    posting.about = receipt_number_;
    posting.for_lot = for_lot;
    return posting;
  }

  std::string receipt_number_;
  LotBook& book_;
};

void release(const v1::ReturnContent& content, const Sale& sale, Account& account, PostingOutcome& outcome) {
  const std::string number = proto::format_receipt_number(sale.id);
  for (const std::string& coupon : content.released_coupons()) {
    for (HeldCoupon& held : account.coupons) {
      if (held.coupon != coupon || held.used_by != number) continue;
      held.used_by.clear();
      held.changed = true;
    }
    outcome.usage.push_back({coupon, sale.business_date, -1});
  }
}

void except(PostingOutcome& outcome, std::string reason) {
  outcome.decision = v1::Verdict::ADJUSTED;
  if (outcome.reason.empty()) outcome.reason = reason;
  outcome.exceptions.push_back(std::move(reason));
}

/// Voids stamps that the sale gave, and coupons that it issued for them. One that was used meanwhile stays used.
void withdraw_stamps(const v1::ReturnContent& content, const Sale& sale, const std::string& return_number,
                     Account& account, PostingOutcome& outcome) {
  const std::string sale_number = proto::format_receipt_number(sale.id);
  std::int64_t issued_before = 0;
  for (const v1::IssuedCoupon& issued : sale.issued) {
    const auto withdrawn = std::find_if(content.withdrawn_stamps().begin(), content.withdrawn_stamps().end(),
                                        [&](const auto& one) { return one.offer() == issued.offer(); });
    if (withdrawn != content.withdrawn_stamps().end()) {
      const auto& released = content.released_coupons();  // counts a coupon's use back itself
      if (std::find(released.begin(), released.end(), issued.offer()) == released.end()) {
        outcome.usage.push_back({issued.offer(), sale.business_date, -1});
      }
      for (StampCard& card : account.cards) {
        if (card.offer != issued.offer()) continue;
        card.stamps -= issued.stamps() - issued.stamps_used();
        card.changed = true;
      }
      for (HeldCoupon& held : account.coupons) {
        for (std::int64_t i = 1; i <= issued.count(); ++i) {
          if (held.coupon != issued.coupon() || held.instance != issued_instance(sale_number, issued_before + i))
            continue;
          if (!held.used_by.empty()) {
            except(outcome, "withdrawn_coupon_used");
          } else {
            held.used_by = return_number;
            held.changed = true;
          }
        }
      }
    }
    issued_before += issued.count();
  }
}

}  // namespace

PostingOutcome post_return(const PostedEntry& entry, const v1::ReturnContent& content, const Sale& sale,
                           Account& account, PostingHistory& history) {
  SaleLots lots = sale_lots(sale, account, history);
  PostingOutcome outcome;
  LotBook book{account, entry.business_date, outcome.postings};
  Reversal reversal{proto::format_receipt_number(sale.id), book};

  std::map<std::string, Booked> booked = booked_of(content.booked());
  std::vector<std::int64_t> shares;
  if (auto by_award = reckoned(lots.awarded, booked, content)) {
    shares = std::move(*by_award);
    for (auto& [wallet, left] : booked) left.taken_back = 0;
  } else {
    for (auto& [wallet, left] : booked) share(lots.awarded, wallet, left.taken_back, shares);
  }
  const std::string number = proto::format_receipt_number(entry.id);
  const auto new_lot = [&] { return number + "-" + std::to_string(outcome.postings.size() + 1); };
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Lot& lot = lots.awarded[i].lot;
    if (shares[i] > 0) reversal.collect(PostingKind::take_back, lot, kIssued, shares[i]);
    if (shares[i] < 0)
      reversal.give_back(PostingKind::take_back, lot, kIssued, -shares[i], new_lot(), entry.business_date);
  }

  // What was spent last comes back first, as if less had been spent.
  std::reverse(lots.redeemed.begin(), lots.redeemed.end());
  shares.clear();
  for (auto& [wallet, left] : booked) share(lots.redeemed, wallet, left.restored, shares);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Lot& lot = lots.redeemed[i].lot;
    if (shares[i] > 0)
      reversal.give_back(PostingKind::restore, lot, kRedeemed, shares[i], new_lot(), entry.business_date);
    if (shares[i] < 0) reversal.collect(PostingKind::restore, lot, kRedeemed, -shares[i]);
  }
  release(content, sale, account, outcome);
  withdraw_stamps(content, sale, number, account, outcome);
  bool exceeds = false;
  for (const auto& [wallet, left] : booked) {
    exceeds = exceeds || left.taken_back != 0 || left.restored != 0;
    outcome.points_difference += left.taken_back - left.restored;
  }
  if (exceeds) except(outcome, "return_exceeds_sale");
  return outcome;
}

}  // namespace kazasu::ledger
