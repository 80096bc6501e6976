#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/values/assurance.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

struct MonthDay {
  std::int32_t month = 0;  ///< 1…12
  std::int32_t day = 0;    ///< 1…31
};

/// How often a member has used an offer.
struct OfferUsage {
  std::string offer;
  std::int64_t today = 0;  ///< on this business date
  std::int64_t total = 0;
  std::int64_t stamps = 0;  ///< collected toward the next coupon of a stamp card
  Points points;            ///< that the offer has awarded in all
};

/// What a member has in one of the program's further wallets.
struct MemberWallet {
  std::string wallet;
  Points balance;        ///< that may be redeemed now; negative while a debt stands
  Points awarded_today;  ///< on this business date
};

/// What pricing knows of the member (pricing.md, section 1: `member`).
struct MemberView {
  std::string rank;
  std::vector<std::string> segments;
  std::optional<MonthDay> birthday;
  bool first_visit = false;
  Assurance assurance = Assurance::claimed;
  Points balance;  ///< that may be redeemed now; negative while a debt stands
  std::vector<std::string> coupons;
  std::vector<OfferUsage> usage;
  std::vector<MemberWallet> wallets;
  Points awarded_today;              ///< by the program's own wallet, on this business date
  std::int64_t checkouts_today = 0;  ///< on this business date
};

}  // namespace kazasu
