#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

/// One item row.
struct Line {
  std::string id;       ///< unique in the basket
  std::string product;  ///< GTIN or the POS's own number
  std::string name;     ///< for the receipt; not part of any rule
  std::vector<std::string> categories;
  std::string brand;
  std::int64_t quantity = 1;  ///< ≥ 1
  Money unit_price;           ///< ≥ 0
  std::string tax_class;
  bool discountable = true;
  bool awardable = true;
  Money manual_discount;  ///< markdown of the whole line made at the till; 0 … quantity × unit_price
};

/// Points of one of the program's wallets, to pay with.
struct WalletSpend {
  std::string wallet;
  Points points;
};

struct Basket {
  std::string company;
  std::string store;
  std::vector<Line> lines;
  std::string tender;
  std::vector<std::string> coupon_codes;
  Points redeem_points;
  bool priced_by_pos =
      false;  ///< the POS prices by itself: its discounts are manual discounts, and discount offers do not apply
  std::vector<WalletSpend> spend;  ///< in this order, after `redeem_points`
};

}  // namespace kazasu
