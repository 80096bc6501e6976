#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/assurance.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

/// What staff see of one of the program's further wallets.
struct WalletSummary {
  std::string wallet;
  std::string title;
  Points balance;
  Points redeemable_offline;
};

/// What staff see of the member at the till.
struct MemberSummary {
  bool known = false;         ///< false: provisional; points go to the identifier until the ledger knows whose it is
  std::string identified_by;  ///< the identifier's kind, as in "felica_lite_s"
  Assurance assurance = Assurance::claimed;
  std::string rank;
  Points balance;                      ///< as far as this terminal knows
  Points redeemable_offline;           ///< safe to redeem now with no network
  std::vector<std::string> coupons;    ///< offer ids held
  std::vector<WalletSummary> wallets;  ///< beside the program's own
};

}  // namespace kazasu
