#include <algorithm>
#include <utility>

#include "kazasu/ledger/posting.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {

PostingOutcome refuse(std::string reason) {
  PostingOutcome outcome;
  outcome.decision = v1::Verdict::REFUSED;
  outcome.reason = reason;
  outcome.exceptions.push_back(std::move(reason));
  return outcome;
}

std::vector<Posting> expire_lots(const std::string& date, Account& account) {
  std::vector<Posting> postings;
  LotBook book{account, date, postings};
  for (std::size_t i = 0; i < account.lots.size(); ++i) {
    const Lot lot = account.lots[i];
    if (lot.points > 0 && !lot.expires_on.empty() && lot.expires_on < date) {
      // What a terminal may have spent in time and not reported stays until its lease is ended; the next day's sweep
      // comes by again.
      book.move_out(PostingKind::expire, lot, kExpired, std::min(lot.points, book.free(lot.wallet)));
    }
  }
  return postings;
}

JoinPostings join_accounts(const std::string& date, Account& provisional, Account& account) {
  JoinPostings postings;
  LotBook from{provisional, date, postings.of_provisional};
  LotBook to{account, date, postings.of_account};
  for (std::size_t i = 0; i < provisional.lots.size(); ++i) {
    const Lot lot = provisional.lots[i];
    if (lot.points > 0) {
      from.move_out(PostingKind::join, lot, kJoined, lot.points);
      to.move_in(PostingKind::join, lot, kJoined, lot.points);
      to.repay_debt(lot.id);
    } else if (lot.points < 0) {
      from.move_in(PostingKind::join, lot, kJoined, -lot.points);
      to.move_out(PostingKind::join, lot, kJoined, -lot.points);
    }
  }
  for (HeldCoupon& coupon : provisional.coupons) {
    if (!coupon.used_by.empty()) continue;
    account.coupons.push_back(coupon);
    account.coupons.back().changed = true;
    coupon.used_by = "joined";
    coupon.changed = true;
  }
  for (StampCard& card : provisional.cards) {
    if (card.stamps == 0) continue;
    const auto same = std::find_if(account.cards.begin(), account.cards.end(),
                                   [&](const StampCard& one) { return one.offer == card.offer; });
    StampCard& joined =
        same == account.cards.end() ? account.cards.emplace_back(StampCard{.offer = card.offer}) : *same;
    joined.stamps += card.stamps;
    joined.changed = true;
    card.stamps = 0;
    card.changed = true;
  }
  return postings;
}

}  // namespace kazasu::ledger
