#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/budgets.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// The moment of a sale as conditions see it.
struct Moment {
  Date business_date;
  std::int32_t business_day = 0;  ///< days since 1970-01-01
  std::uint8_t weekday_bit = 0;   ///< of the business date; bit 0: Sunday
  std::uint32_t month_day_bit = 0;
  std::int32_t month = 0;
  std::int32_t minutes = 0;  ///< of the wall clock, since local midnight
};

/// How often the member has used an offer that the index knows.
struct KnownUsage {
  Int today = 0;
  Int total = 0;
  Int stamps = 0;
  Int points = 0;
};

/// `points` for each whole `step`; step 0: none.
struct StepRule {
  Int step = 0;
  Int points = 0;
};

/// A wallet of the program with what the sale says of it.
struct WalletFacts {
  const AwardRules* award = nullptr;
  const RedeemRules* redeem = nullptr;
  StepRule rule;  ///< of the award, the member's rank considered
  Int balance = 0;
  Int requested = 0;  ///< to pay with
  Int awarded_today = 0;
};

/// What is known of a sale but its lines, in the numbers of an index. Reused from quote to quote.
class SaleFacts {
 public:
  void prepare(const OfferTables& tables, const Sale& sale);

  Moment moment;
  Number company = kNone, store = kNone, tender = kNone;
  const MemberView* member = nullptr;  ///< null: no member
  Number rank = kNone;
  std::vector<std::uint64_t> segments;  ///< bitmap over segment numbers
  bool priced_by_pos = false;
  std::vector<WalletFacts> wallets;  ///< the program's own, then its further ones
  std::vector<Number> spend_order;   ///< wallets that are to pay
  Budgets budgets;

  /// Whether the member holds the coupon or the basket carries its code.
  [[nodiscard]] bool holds(Number offer) const { return marks_[offer].held == generation_; }
  [[nodiscard]] KnownUsage usage(Number offer) const {
    return marks_[offer].used == generation_ ? usages_[marks_[offer].usage] : KnownUsage{};
  }

 private:
  struct Mark {
    std::uint32_t held = 0;  ///< valid where it equals generation_
    std::uint32_t used = 0;
    std::uint32_t usage = 0;
  };

  void prepare_wallets(const Program& program, const Sale& sale);
  void prepare_member(const OfferTables& tables, const MemberView& view);
  void mark_coupons(const OfferTables& tables, const std::vector<std::string>& ids);

  std::uint32_t generation_ = 0;
  std::vector<Mark> marks_;
  std::vector<KnownUsage> usages_;
};

/// The place of a wallet in SaleFacts::wallets, or kNone where the program has none of this name.
Number wallet_number(const Program& program, std::string_view wallet);

}  // namespace kazasu::pricing
