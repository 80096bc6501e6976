#include "kazasu/drivers/scan/coupon_na.hpp"

#include <utility>

#include "codec/coupon_na_values.hpp"
#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kAiDigits = 4;
constexpr std::size_t kOfferDigits = 6;
constexpr std::size_t kFamilyDigits = 3;
constexpr std::size_t kDateDigits = 6;
constexpr std::size_t kLengthShift = 6;  // indicators of prefixes and serials count from six digits on

/// Takes fields off a coupon's digits; the first fault stays, and nothing is read after it.
class Fields {
 public:
  explicit Fields(std::string_view digits) : rest_(digits) {}

  [[nodiscard]] bool failed() const { return problem_.has_value(); }
  [[nodiscard]] const Error& problem() const { return *problem_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  /// Takes the number of an optional field, if it comes next.
  bool takes(char number) {
    if (failed() || rest_.empty() || rest_.front() != number) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string digits(std::size_t count, std::string_view what) {
    if (failed()) return {};
    if (rest_.size() < count) {
      fail(ScanFault::coupon_truncated, what);
      return {};
    }
    std::string taken{rest_.substr(0, count)};
    rest_.remove_prefix(count);
    return taken;
  }
  /// One digit of those that `allowed` lists.
  char code(std::string_view allowed, ScanFault otherwise, std::string_view what) {
    const std::string digit = digits(1, what);
    if (digit.empty()) return '0';
    if (allowed.find(digit[0]) == std::string_view::npos) fail(otherwise, what);
    return digit[0];
  }
  /// A field of variable length behind its indicator.
  std::string sized(std::string_view indicators, std::size_t shift, std::string_view what) {
    const char indicator = code(indicators, ScanFault::coupon_bad_length_indicator, what);
    return digits(static_cast<std::size_t>(indicator - '0') + shift, what);
  }
  std::string date(std::string_view what) {
    std::string taken = digits(kDateDigits, what);
    if (!failed() && !is_date_yymmdd(taken, false)) fail(ScanFault::bad_date, what);
    return taken;
  }
  void fail(ScanFault fault, std::string_view what) {
    if (!problem_) problem_ = scan_error(fault, what);
  }

 private:
  std::string_view rest_;
  std::optional<Error> problem_;
};

CouponPurchase read_purchase(Fields& fields, std::string_view what) {
  CouponPurchase purchase;
  purchase.requirement = fields.sized("12345", 0, what);
  purchase.requirement_code = fields.code("012349", ScanFault::coupon_bad_code, what);
  purchase.family = fields.digits(kFamilyDigits, what);
  return purchase;
}

CouponPurchase read_further_purchase(Fields& fields, std::string_view what) {
  CouponPurchase purchase = read_purchase(fields, what);
  const char indicator = fields.code("01234569", ScanFault::coupon_bad_length_indicator, what);
  if (indicator != '9')
    purchase.company_prefix = fields.digits(static_cast<std::size_t>(indicator - '0') + kLengthShift, what);
  return purchase;
}

void read_options(Fields& fields, CouponNa& coupon) {
  if (fields.takes('1')) {
    coupon.additional_rules = fields.code("0123", ScanFault::coupon_bad_code, "additional purchase rules");
    coupon.second = read_further_purchase(fields, "second purchase");
  }
  if (fields.takes('2')) coupon.third = read_further_purchase(fields, "third purchase");
  if (fields.takes('3')) coupon.expires = fields.date("expiration date");
  if (fields.takes('4')) coupon.starts = fields.date("start date");
  if (!fields.failed() && !coupon.expires.empty() && coupon.starts > coupon.expires)
    fields.fail(ScanFault::coupon_dates_reversed, "the start date lies after the expiration date");
  if (fields.takes('5')) coupon.serial = fields.sized("0123456789", kLengthShift, "serial number");
  if (fields.takes('6')) coupon.retailer = fields.sized("1234567", kLengthShift, "retailer");
  if (fields.takes('9')) {
    coupon.save_value_code = fields.code("01256", ScanFault::coupon_bad_code, "save value code");
    coupon.applies_to = fields.code("012", ScanFault::coupon_bad_code, "item that the value applies to");
    coupon.store_coupon = fields.code("0123456789", ScanFault::coupon_bad_code, "store coupon flag");
    coupon.do_not_multiply = fields.code("01", ScanFault::coupon_bad_code, "do not multiply flag");
  }
}

Result<void> check_digits(std::string_view value) {
  if (!all_digits(value)) return scan_error(ScanFault::bad_character, "a coupon code holds digits only");
  return {};
}

Result<CouponNa> read_8110(std::string_view value) {
  if (auto checked = check_digits(value); !checked) return checked.error();
  Fields fields{value};
  CouponNa coupon;
  coupon.company_prefix = fields.sized("0123456", kLengthShift, "company prefix");
  coupon.offer_code = fields.digits(kOfferDigits, "offer code");
  coupon.save_value = fields.sized("12345", 0, "save value");
  coupon.first = read_purchase(fields, "first purchase");
  read_options(fields, coupon);
  if (!fields.at_end()) fields.fail(ScanFault::coupon_excess_data, "more digits than the coupon's fields");
  if (fields.failed()) return fields.problem();
  return coupon;
}

Result<PositiveOfferCoupon> read_8112(std::string_view value) {
  if (auto checked = check_digits(value); !checked) return checked.error();
  Fields fields{value};
  PositiveOfferCoupon coupon;
  coupon.format = fields.code("01", ScanFault::coupon_bad_code, "coupon format");
  coupon.funder = fields.sized("0123456", kLengthShift, "funder");
  coupon.offer_code = fields.digits(kOfferDigits, "offer code");
  coupon.serial = fields.sized("0123456789", kLengthShift, "serial number");
  if (!fields.at_end()) fields.fail(ScanFault::coupon_excess_data, "more digits than the coupon's fields");
  if (fields.failed()) return fields.problem();
  return coupon;
}

}  // namespace

Result<CouponNa> parse_coupon_na(std::string_view data) {
  if (!data.starts_with("8110")) return scan_error(ScanFault::unknown_ai, "the coupon code of AI 8110 is wanted");
  return read_8110(data.substr(kAiDigits));
}

Result<PositiveOfferCoupon> parse_positive_offer_coupon(std::string_view data) {
  if (!data.starts_with("8112")) return scan_error(ScanFault::unknown_ai, "the coupon code of AI 8112 is wanted");
  return read_8112(data.substr(kAiDigits));
}

Result<void> check_coupon_8110(std::string_view value) {
  if (auto coupon = read_8110(value); !coupon) return coupon.error();
  return {};
}

Result<void> check_coupon_8112(std::string_view value) {
  if (auto coupon = read_8112(value); !coupon) return coupon.error();
  return {};
}

}  // namespace kazasu::drivers
