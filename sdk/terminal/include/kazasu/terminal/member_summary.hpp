#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/assurance.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

/// What becomes of redeeming a number of points now (docs/leases.md).
enum class RedeemStanding {
  safe_now,       ///< within this terminal's lease, or held by the ledger
  at_shops_risk,  ///< they may have been spent elsewhere meanwhile: what is too much is the shop's loss
  needs_network,  ///< only the ledger can allow it: Checkout::authorize
};

/// What staff see of one of the program's further wallets.
struct WalletSummary {
  std::string wallet;
  std::string title;
  Points balance;
  Points redeemable_offline;  ///< safe now and at the shop's risk together
  Points safe_now;
};

/// What staff see of the member at the till.
struct MemberSummary {
  bool known = false;         ///< false: provisional; points go to the identifier until the ledger knows whose it is
  std::string identified_by;  ///< the identifier's kind, as in "felica_lite_s", or "one_time_code"
  Assurance assurance = Assurance::claimed;
  std::string rank;
  Points balance;                      ///< as far as this terminal knows
  Points redeemable_offline;           ///< with no network: safe now and at the shop's risk together
  Points safe_now;                     ///< within this terminal's lease
  std::vector<std::string> coupons;    ///< offer ids held
  std::vector<WalletSummary> wallets;  ///< beside the program's own
};

}  // namespace kazasu
