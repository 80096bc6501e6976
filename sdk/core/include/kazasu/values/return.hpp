#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu {

enum class RefundPolicy { proportional, rejudge };
enum class PayBackOrder { cash_first, points_first };

struct ReturnPolicy {
  RefundPolicy refund = RefundPolicy::proportional;
  PayBackOrder pay_back = PayBackOrder::cash_first;
};

/// One piece of a line of the original receipt.
struct ReturnedUnit {
  std::string line;
  std::int64_t unit = 0;  ///< index from 0
};

/// Units given back together.
struct UnitsReturned {
  std::vector<ReturnedUnit> units;
};

struct ReturnRequest {
  QuoteRequest sale;
  ReturnPolicy policy;
  std::vector<UnitsReturned> returns;
};

/// Points of one of the program's further wallets.
struct ReturnedWallet {
  std::string wallet;
  Points points_restored;
  Points points_taken_back;
};

struct ReturnAmounts {
  Money refund;
  Points points_restored;
  Money cash;
  Points points_taken_back;
  std::vector<TaxTotal> taxes;            ///< one entry per rate of the original
  std::vector<ReturnedWallet> wallets{};  ///< one entry per further wallet of the original's quote
};

struct QuotedReturn {
  ReturnAmounts booked;                       ///< by this return; a negative refund is collected
  ReturnAmounts state;                        ///< of all returns so far
  std::vector<std::string> released_coupons;  ///< applied coupons all of whose target units have been returned so far
  std::vector<std::string>
      withdrawn_stamps{};            ///< stamp offers likewise: their stamps, and coupons they issued, are void
  std::vector<Award> kept_awards{};  ///< what each award comes to with all returns so far, in the sale's order
};

}  // namespace kazasu
