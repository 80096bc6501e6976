#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu {

enum class TaxMode { included, excluded };
enum class Rounding { floor, half_up, ceiling };
enum class ExpiryRule { days, end_of_month };

struct TaxRate {
  std::string tax_class;
  std::int64_t basis_points = 0;  ///< 1000 = 10 %
};

/// `points` for each whole `step` of the award base.
struct AwardRate {
  Money step;  ///< 0: no step-based points
  Points points;
};

struct RankAwardRate {
  std::string rank;
  AwardRate rate;
};

/// What a wallet awards one member at most, against abuse (docs/pricing-extensions.md). 0: no limit.
struct AwardCaps {
  Points per_checkout;
  Points per_day;                      ///< on one business date
  std::int64_t checkouts_per_day = 0;  ///< that earn, on one business date
};

struct AwardRules {
  AwardRate rate;
  TaxMode base = TaxMode::included;
  bool on_redeemed_part = false;
  std::vector<RankAwardRate> ranks;
  std::int64_t activates_days = 0;
  std::int64_t expires_days = 0;  ///< 0: never
  ExpiryRule expiry = ExpiryRule::days;
  AwardCaps caps;
};

struct RedeemRules {
  Money point_value;  ///< of one point; 0: no redeeming
  Points minimum;
  Points unit;  ///< 0 means 1
};

/// A kind of points with rules of its own, as an alliance's beside the house's (docs/pricing-extensions.md).
struct Wallet {
  std::string wallet;  ///< its name; "" is the program's own
  std::string title;   ///< for receipts and screens; not part of any rule
  AwardRules award;
  RedeemRules redeem;
};

/// The rules of a points scheme that pricing needs (pricing.md, section 1: `program`).
struct Program {
  std::string currency;  ///< ISO 4217
  TimeZone time_zone;
  TimeOfDay business_day_starts;
  TaxMode tax_mode = TaxMode::included;
  Rounding tax_rounding = Rounding::floor;
  Rounding discount_rounding = Rounding::floor;
  std::vector<TaxRate> tax_rates;
  AwardRules award;
  RedeemRules redeem;
  std::vector<Wallet> wallets;  ///< beside the own one, which `award` and `redeem` describe
};

}  // namespace kazasu
