#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/terminal/member_summary.hpp"
#include "kazasu/terminal/receipt.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu {

struct CheckoutOptions {
  std::string transaction_id;  ///< the POS's own; the same one in one business date gives the same receipt
  std::string clerk;
  Mode mode = Mode::live;
  bool priced_by_pos = false;  ///< the POS prices; kazasu does members, coupons and points
};

/// One item as the POS rings it up. What is left out comes from the catalog's product.
struct Item {
  std::string product;  ///< JAN/EAN/UPC or the chain's own number
  std::int64_t quantity = 1;
  std::optional<Money> unit_price;
  std::optional<std::string> tax_class;
  std::string name;
  Money manual_discount;  ///< of the whole line
  bool discountable = true;
  bool awardable = true;
};

struct Payment {
  std::vector<Tender> tenders;          ///< together at least what is due; more is change
  std::optional<Money> expected_total;  ///< the POS's own total: `total_mismatch` if it differs
};

/// One sale, from the first scan to the commit. Every call either takes effect whole or leaves the checkout as it was.
/// Thread: one at a time. Outlives neither its Terminal nor a move of it.
class Checkout {
 public:
  Checkout(Checkout&&) noexcept;
  Checkout& operator=(Checkout&&) noexcept;
  ~Checkout();

  /// Rings up one item as a line of its own and gives the line's id ("1", "2", …).
  Result<std::string> add(const Item& item);
  /// Takes a line away.
  Result<void> remove(std::string_view line);
  /// Attaches the member that `sighting` names; at any time before the commit. An unknown but well-formed identifier
  /// makes a provisional member. `payment_code`: that is not a member code. `not_found`: no method of the program reads
  /// it.
  Result<MemberSummary> identify(const Sighting& sighting);
  [[nodiscard]] const std::optional<MemberSummary>& member() const;
  /// A coupon's code, scanned or typed.
  Result<void> add_coupon_code(std::string_view code);
  /// How it will be paid, where offers depend on it.
  Result<void> set_tender(std::string_view kind);
  /// Pays with points as far as rules, balance and total allow; `quote().redeemed_points` tells how many.
  /// `redeem_not_allowed`, `assurance_too_low`: with the reason; `redeem_standing` tells before what will be refused.
  Result<void> redeem(Points points);
  /// The same with one of the program's further wallets ("" is its own). Wallets pay in the order in which they were
  /// first named; 0 points take one out again. `invalid_argument`: the program has no such wallet.
  Result<void> redeem(std::string_view wallet, Points points);

  /// Redeems points that are not safe here, after the ledger holds what goes beyond the lease for this checkout: from
  /// then on they are safe. The hold ends by itself within the hour; the commit uses it, and 0 points release it.
  /// Blocks up to `timeout`. `network_unreachable`, `timed_out`: nothing is held for certain, ask again or redeem less;
  /// `redeem_not_allowed`: the ledger has not so many free.
  Result<void> authorize(Points points, std::string_view wallet = {},
                         std::chrono::milliseconds timeout = std::chrono::seconds{5});

  /// What redeeming so many points of a wallet in all means, for staff to see before or after `redeem`.
  [[nodiscard]] RedeemStanding redeem_standing(Points points, std::string_view wallet = {}) const;

  /// The priced basket as it stands. Never blocks.
  [[nodiscard]] const Quote& quote() const;

  /// What a little more would bring ("one more coffee: 50 yen off"): goods of the basket, or of the catalog, at their
  /// prices. Quotes many baskets: for when the customer is to be told, not for each scan.
  Result<std::vector<Hint>> hints();

  /// Before money is taken: whether a commit can succeed (disk, journal, and that points and offers' budgets are still
  /// to be had; they are kept for this checkout from now on). `total_mismatch`: another checkout used up a budget
  /// meanwhile, and `quote` now holds what this one comes to without it.
  Result<void> prepare();
  /// After `prepare` said `journal_full` or `journal_failed`: lets this sale go on without kazasu's books, if the
  /// configuration allows it (`journal.when_full`). The member, coupons and points leave the basket, which is priced as
  /// for a guest, and `commit` records nothing: the receipt has no number and the mode `unrecorded`. What `prepare`
  /// said where it is not allowed; `invalid_argument` while the journal can record.
  Result<void> sell_without_members();
  /// Records the checkout: durable when it returns. The same transaction id with the same content gives the first
  /// receipt again; with other content it is `transaction_id_reused`. `tender_short`, `total_mismatch`: nothing is
  /// recorded. `journal_…`: not recorded; asking again by the transaction id after a reopen settles it.
  Result<Receipt> commit(const Payment& payment);

 private:
  friend class Terminal;
  class State;
  explicit Checkout(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu
