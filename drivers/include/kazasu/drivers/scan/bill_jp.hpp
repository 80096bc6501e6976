#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A bill that Japanese convenience stores collect: GS1-128 with 44 digits. Recognised so that it is never taken for
/// a product.
struct BillJp {
  std::string issuer;  ///< the company's GS1 prefix, 7 digits
  std::string free;    ///< 21 digits of the issuer's own
  int reissue = 0;
  std::string due;             ///< YYMMDD, "" if there is none
  bool revenue_stamp = false;  ///< the receipt needs a stamp
  std::int32_t amount_yen = 0;
};

/// Fails: `scan_invalid` with bad_length, bad_character, not_a_bill, bad_check_digit, bad_date, bad_value.
Result<BillJp> parse_bill_jp(std::string_view data);

}  // namespace kazasu::drivers
