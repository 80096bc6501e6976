#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/proto/receipt_number.hpp"

/// What the books are made of. Every posting moves points between two books of one account: its lots (named by the
/// posting that made them), its debt, and its share of the program's own books.
namespace kazasu::ledger {

inline constexpr std::string_view kIssued = "program:issued";
inline constexpr std::string_view kRedeemed = "program:redeemed";
inline constexpr std::string_view kExpired = "program:expired";
inline constexpr std::string_view kJoined =
    "program:joined";  ///< between a provisional account and the account it turned out to be
inline constexpr std::string_view kDebt = "debt";  ///< what an account owes: the books of a member that may be below
                                                   ///< zero; of a further wallet: "debt:" + name

/// The terminal name under which the ledger's own postings stand (opening lots, expiry, joins). No terminal may bear
/// it.
inline constexpr std::string_view kLedgerItself = "ledger";

/// Stored: numbers are never reused.
enum class PostingKind : int {
  opening = 1,  ///< points brought along from before the ledger
  award = 2,
  redeem = 3,
  take_back = 4,  ///< of an award, by a return
  restore = 5,    ///< of redeemed points, by a return
  expire = 6,
  unexpire = 7,  ///< an expired lot was redeemed in time, but the entry came late
  repay = 8,     ///< of a debt, out of a new lot
  join = 9,
};
std::string_view name_of(PostingKind kind);

/// One double-entry movement: `points` leave `debit` and enter `credit`. Append-only.
struct Posting {
  PostingKind kind = PostingKind::award;
  std::string debit;
  std::string credit;
  std::int64_t points = 0;  ///< > 0
  std::string business_date;
  std::string activates_on;  ///< of the lot that is moved from or to; "" without one
  std::string expires_on;    ///< "": never, or without a lot
  std::string offer;         ///< of an award; "": the base award
  std::string about;         ///< of a return: the sale's receipt number; of an opening lot: its name in the data
  std::string for_lot;       ///< of a take-back or restore: the sale's lot that it is reckoned to
  std::string wallet{};      ///< "": the program's own
};

/// Points of one award. `points` is below zero only for the debt.
struct Lot {
  std::string id;
  std::int64_t points = 0;
  std::string activates_on;
  std::string expires_on;  ///< "": never
  std::string wallet{};    ///< "": the program's own
  bool changed = false;    ///< since it was read
};

/// One right to use a coupon once.
struct HeldCoupon {
  std::string coupon;
  std::string instance;      ///< unique in the account and coupon: where it came from
  std::string available_on;  ///< "" at once
  std::string used_by;       ///< receipt number, or "" while it is held
  bool changed = false;
};

/// Stamps on a member's card. Below zero where two terminals have issued coupons for the same stamps.
struct StampCard {
  std::string offer;
  std::int64_t stamps = 0;
  bool changed = false;
};

/// How often an offer was used on a day, as a difference.
struct UsageChange {
  std::string offer;
  std::string business_date;
  std::int64_t count = 0;
  std::int64_t points = 0;  ///< that it awarded
};

/// What a wallet gave a member on a day, as a difference: terminals cap it (docs/pricing-extensions.md).
struct ActivityChange {
  std::string wallet;
  std::string business_date;
  std::int64_t checkouts = 0;  ///< counted in the program's own wallet
  std::int64_t points = 0;
};

/// Points that are gone from what everybody else may take: a terminal's lease until the terminal has ended it, or a
/// hold until it is used, released or expired (docs/leases.md). At any moment the open lots of a wallet come to at
/// least what is reserved of it.
struct Reserve {
  enum class Kind { lease, hold };
  Kind kind = Kind::lease;
  std::string wallet;
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint64_t generation = 0;  ///< of a lease
  std::string business_date;     ///< of a hold
  std::string transaction_id;    ///< of a hold
  std::int64_t granted = 0;
  std::int64_t spent = 0;         ///< by entries that were posted
  std::int64_t ends_unix_ms = 0;  ///< of a hold
  std::uint64_t version = 0;      ///< of the catalog that first shows a lease as it is
  bool changed = false;           ///< since it was read

  [[nodiscard]] std::int64_t left() const { return granted - spent; }
};

/// One account's open lots and coupons, as posting reads and changes them.
struct Account {
  std::string id;
  bool provisional = false;
  bool first_visit = false;
  bool changed = false;  ///< `first_visit` was
  std::vector<Lot> lots;
  std::vector<HeldCoupon> coupons;
  std::vector<StampCard> cards{};
  std::vector<Reserve> reserves{};
};

/// What was posted before, for the rare entries that look back. One that cannot answer throws, and the entry's
/// transaction fails.
class PostingHistory {
 public:
  virtual ~PostingHistory() = default;
  /// The account's postings of one entry, in their order.
  virtual std::vector<Posting> of_entry(const std::string& account_id, const proto::EntryId& entry) = 0;
  /// The account's postings of all returns of a sale.
  virtual std::vector<Posting> about(const std::string& account_id, const std::string& receipt_number) = 0;
  /// The account's expiries (and their undoing) of lots that were still good on `date`.
  virtual std::vector<Posting> expired_after(const std::string& account_id, const std::string& date) = 0;
  /// What a wallet gave the account on a business date, and how often an offer was used on one and in all (where
  /// `business_date` is ""), with the points that it awarded; zeros where nothing.
  virtual ActivityChange activity_on(const std::string& account_id, const std::string& wallet,
                                     const std::string& date) = 0;
  virtual UsageChange usage_on(const std::string& account_id, const std::string& offer, const std::string& date) = 0;
  virtual UsageChange usage_in_all(const std::string& account_id, const std::string& offer) = 0;
};

}  // namespace kazasu::ledger
