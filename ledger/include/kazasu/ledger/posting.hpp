#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/ledger/books.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/result.hpp"

/// The rules that turn an entry into postings. Pure: everything comes in as values, everything goes out as values.
namespace kazasu::ledger {

/// Where a posting comes from.
struct PostedEntry {
  proto::EntryId id;
  std::string business_date;
  std::string transaction_id{};
};

/// What the ledger decided on one entry and what it wrote.
struct PostingOutcome {
  v1::Verdict::Decision decision = v1::Verdict::ACCEPTED;
  std::int64_t points_difference = 0;   ///< ledger minus receipt; an overdraft counts as less
  std::string reason;                   ///< of the first exception
  std::vector<std::string> exceptions;  ///< what was true at the till but wrong centrally
  std::vector<Posting> postings;        ///< `n` is the place in here, from 1
  std::vector<UsageChange> usage;
  std::vector<ActivityChange> activity;
};

/// What a member may get on one business date and in all, by the offer set that an entry was priced with
/// (docs/pricing-extensions.md, Caps against abuse). 0: no limit.
struct MemberCaps {
  struct OfWallet {
    std::int64_t points = 0;
    std::int64_t checkouts = 0;  ///< that earn
  };
  struct OfOffer {
    std::int64_t uses_a_day = 0;
    std::int64_t uses = 0;    ///< in all
    std::int64_t points = 0;  ///< that it awards in all
  };
  std::map<std::string, OfWallet> wallets;  ///< of one date; "": the program's own; only those with a cap
  std::map<std::string, OfOffer> offers;    ///< only those with a cap
};

/// Whether an offer id names a coupon.
using IsCoupon = std::function<bool(std::string_view)>;

/// `message_invalid`, naming the field, unless all amounts, dates and sums of the entry are possible ones. Nothing is
/// posted from an entry that does not pass.
Result<void> check_body(v1::EntryKind kind, const v1::EntryBody& body);

/// Redeems, awards and uses up coupons. `body` passed `check_body`. What goes beyond a cap, because terminals without a
/// network did not know of one another, is booked as on the receipt and recorded.
PostingOutcome post_checkout(const PostedEntry& entry, const v1::CheckoutContent& content, Account& account,
                             const IsCoupon& is_coupon, PostingHistory& history, const MemberCaps& caps = {});

/// The sale that a return is about.
struct Sale {
  proto::EntryId id;
  std::string business_date;
  std::string account_id;                  ///< that it was posted to; may be provisional
  std::vector<v1::IssuedCoupon> issued{};  ///< stamps and coupons that it gave
};

/// Takes back awards, restores redeemed points, releases coupons; never more than the sale gave or took.
/// Points that the member no longer has become a debt.
PostingOutcome post_return(const PostedEntry& entry, const v1::ReturnContent& content, const Sale& sale,
                           Account& account, PostingHistory& history);

/// Expires every lot whose last day is before `date`.
std::vector<Posting> expire_lots(const std::string& date, Account& account);

/// Moves all that a provisional account holds to the account that it turned out to be.
struct JoinPostings {
  std::vector<Posting> of_provisional;
  std::vector<Posting> of_account;
};
JoinPostings join_accounts(const std::string& date, Account& provisional, Account& account);

/// The outcome of an entry that cannot be posted.
PostingOutcome refuse(std::string reason);

}  // namespace kazasu::ledger
