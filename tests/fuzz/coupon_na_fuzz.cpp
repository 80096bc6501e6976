#include "kazasu/drivers/scan/coupon_na.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  if (const auto coupon = parse_coupon_na(as_text(input))) {
    require(coupon->offer_code.size() == 6, "an offer code has six digits");
    require(coupon->starts.empty() || coupon->expires.empty() || coupon->starts <= coupon->expires,
            "no coupon ends before it starts");
  }
  if (const auto coupon = parse_positive_offer_coupon(as_text(input)))
    require(coupon->serial.size() >= 6, "a serial number has at least six digits");
}

KAZASU_FUZZ_TARGET
