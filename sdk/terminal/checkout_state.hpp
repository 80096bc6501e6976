#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/time_policy.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/terminal/checkout.hpp"
#include "kazasu/terminal/terminal.hpp"
#include "kazasu/v1/authorize.pb.h"
#include "local_store.hpp"
#include "terminal_state.hpp"

namespace kazasu {

/// A checkout in the making: what the POS said, and its price.
class Checkout::State {
 public:
  State(Terminal::State& terminal, CheckoutOptions options, std::shared_ptr<const PricingBasis> basis);

  Result<std::string> add(const Item& item);
  Result<void> remove(std::string_view line);
  Result<MemberSummary> identify(const Sighting& sighting);
  Result<void> add_coupon_code(std::string_view code);
  Result<void> set_tender(std::string_view kind);
  Result<void> redeem(std::string_view wallet, Points points);
  Result<std::vector<Hint>> hints();
  Result<void> prepare();
  Result<void> sell_without_members();
  Result<Receipt> commit(const Payment& payment);

  /// Journal and catalog are the terminal's: every call but `quote` is made under this lock.
  [[nodiscard]] std::unique_lock<std::mutex> lock_terminal() const { return std::unique_lock{terminal_.mutex}; }

  /// Prices the empty basket: the first quote.
  Result<void> begin();
  /// A hold that is being asked for.
  struct Authorization {
    v1::AuthorizeRequest request;
    std::int64_t asked_monotonic_ns = 0;
  };
  Result<Authorization> begin_authorization(std::string_view wallet, Points points);
  /// Blocks; without the terminal's lock.
  Result<TransportAnswer> ask_ledger(const Authorization& authorization, std::chrono::milliseconds timeout);
  Result<void> end_authorization(std::string_view wallet, Points points, const Authorization& authorization,
                                 const Result<TransportAnswer>& answer);
  /// What redeeming so many of the wallet's points means; never blocks.
  [[nodiscard]] RedeemStanding standing(std::string_view wallet, Points points) const;
  [[nodiscard]] const Quote& quote() const { return quote_; }
  [[nodiscard]] const std::optional<MemberSummary>& member_summary() const { return summary_; }

 private:
  /// What of a wallet can be redeemed with no network.
  struct Room {
    Points safe_now;
    Points offline;  ///< what may be risked included
  };
  [[nodiscard]] Room room_of(std::string_view wallet) const;
  /// What the ledger holds for this checkout and is good now.
  [[nodiscard]] std::vector<PointsHold> holds() const;
  /// What this checkout may take of offers' budgets.
  [[nodiscard]] std::vector<BudgetLeft> budgets() const;
  [[nodiscard]] Result<void> check_may_redeem(std::string_view wallet, Points points) const;
  /// Prices `sale`; on success it becomes the checkout's.
  Result<void> take(Sale sale);
  Result<Line> line_of(const Item& item, LocalStore& store);
  [[nodiscard]] Result<void> check_open() const;
  [[nodiscard]] Result<void> check_recorded() const;
  [[nodiscard]] Result<void> check_redeem(std::string_view wallet, Points points) const;
  [[nodiscard]] Result<void> check_payment(const Payment& payment) const;
  [[nodiscard]] std::string request_digest(const Payment& payment) const;
  [[nodiscard]] EntryDraft draft(const Payment& payment) const;
  Result<Receipt> unrecorded_receipt(const Payment& payment, const LocalStore& store) const;

  Terminal::State& terminal_;
  CheckoutOptions options_;
  std::shared_ptr<const PricingBasis> basis_;
  std::shared_ptr<const OfferIndex> offers_;  ///< of the basis, with the time effect
  Date business_date_;
  Sale sale_;
  std::vector<Item> items_;  ///< as the POS gave them, for the request digest
  std::optional<AttachedMember> member_;
  std::optional<MemberSummary> summary_;
  TimeEffect time_effect_;  ///< of the policy on uncertain time, as of the beginning
  QuoteEngine engine_;
  Quote quote_;
  std::int64_t next_line_ = 1;
  struct Held {
    std::int64_t points = 0;
    std::int64_t good_until_ns = 0;  ///< monotonic
  };
  std::map<std::string, Held, std::less<>> held_;        ///< by wallet
  std::shared_ptr<const void> leases_kept_;              ///< since `prepare`, where points are redeemed or budgets used
  std::shared_ptr<const BudgetPromise> budget_promise_;  ///< since `prepare`
  bool closed_ = false;
  bool commit_failed_ = false;  ///< by the journal: whether it was recorded is not known
};

}  // namespace kazasu
