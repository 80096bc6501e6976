#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// What must be bought for a North American coupon.
struct CouponPurchase {
  std::string requirement;      ///< an amount, as `requirement_code` says
  char requirement_code = '0';  ///< 0 units, 1 cash value, 2 total of the transaction, 3 and 4 weights, 9 reserved
  std::string family;           ///< three digits
  /// The maker of the second or third purchase; nothing: the coupon's own, or a first purchase.
  std::optional<std::string> company_prefix;
};

/// AI 8110: a North American coupon code (GS1 General Specifications; GS1 US coupon guideline).
struct CouponNa {
  std::string company_prefix;  ///< 6 to 12 digits
  std::string offer_code;      ///< 6 digits
  std::string save_value;      ///< 1 to 5 digits; `save_value_code` says of what
  CouponPurchase first;
  std::optional<char> additional_rules;  ///< 0 any, 1 the second too, 2 the third too, 3 any two, …
  std::optional<CouponPurchase> second;
  std::optional<CouponPurchase> third;
  std::string expires;   ///< YYMMDD, "" if none
  std::string starts;    ///< YYMMDD, "" if none
  std::string serial;    ///< "" if none
  std::string retailer;  ///< a company prefix or GLN, "" if none
  std::optional<char> save_value_code;
  std::optional<char> applies_to;
  std::optional<char> store_coupon;
  std::optional<char> do_not_multiply;
};

/// AI 8112: a coupon of a positive offer file. Each serial is good once and must be cleared online: with no network
/// it is refused, or flagged.
struct PositiveOfferCoupon {
  char format = '0';
  std::string funder;
  std::string offer_code;
  std::string serial;
};

/// Reads data that begins with its AI. Fails: `scan_invalid` with unknown_ai, bad_character, bad_date,
/// coupon_truncated, coupon_bad_length_indicator, coupon_bad_code, coupon_dates_reversed, coupon_excess_data.
Result<CouponNa> parse_coupon_na(std::string_view data);
Result<PositiveOfferCoupon> parse_positive_offer_coupon(std::string_view data);

}  // namespace kazasu::drivers
