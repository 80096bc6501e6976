#include "kazasu/drivers/scan/bill_jp.hpp"

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/check_digit.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kDigits = 44;
constexpr std::string_view kNoDueDate = "999999";

}  // namespace

// 91, issuer 6, free 21, reissue 1, due 6, stamp 1, amount 6, check 1. The check digit runs over the 91 too.
Result<BillJp> parse_bill_jp(std::string_view data) {
  if (data.size() != kDigits)
    return scan_error(ScanFault::bad_length, std::to_string(data.size()) + " digits; a bill has 44");
  if (!all_digits(data)) return scan_error(ScanFault::bad_character, "a bill holds digits only");
  if (!data.starts_with("91")) return scan_error(ScanFault::not_a_bill, "a bill begins with 91");
  if (!passes_check(CheckScheme::m10w3, data))
    return scan_error(ScanFault::bad_check_digit, "the last digit does not fit the others");
  BillJp bill;
  bill.issuer = "4" + std::string{data.substr(2, 6)};  // a Japanese company code without its leading 4
  bill.free = data.substr(8, 21);
  bill.reissue = data[29] - '0';
  const std::string_view due = data.substr(30, 6);
  if (due != kNoDueDate) {
    if (!is_date_yymmdd(due, false)) return scan_error(ScanFault::bad_date, "the due date is no day");
    bill.due = due;
  }
  if (data[36] > '1') return scan_error(ScanFault::bad_value, "the revenue stamp flag is not 0 or 1");
  bill.revenue_stamp = data[36] == '1';
  bill.amount_yen = static_cast<std::int32_t>(number_of(data.substr(37, 6)));
  return bill;
}

}  // namespace kazasu::drivers
