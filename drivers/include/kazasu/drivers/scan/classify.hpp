#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/payment_code.hpp"
#include "kazasu/identify/identify.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// What a scan may be.
enum class ScanKind {
  product,         ///< value: GTIN-14
  in_store_code,   ///< a number private to the store or region: price label, member card; value: GTIN-14
  in_store_label,  ///< a price label of a configured layout; value: the item's GTIN-14, with price and weight zeroed
  book_price_row,  ///< second row of a Japanese book: never a product; value: GTIN-14
  coupon_code,     ///< never a product; value: GTIN-14, or AI 255, 8110 or 8112 as its detail says
  refund_receipt,  ///< never a product; value: GTIN-14
  retail_other,    ///< a retail number with a prefix that names no product; value: GTIN-14
  add_on,          ///< an add-on alone: it belongs to the symbol read just before; value: its digits
  member_number,   ///< value: normalised digits, or an NW-7 body
  payment_code,    ///< one-time code of a payment service: no value; hand the sighting to the payment terminal
  logistic_unit,   ///< SSCC or GSRN; value: 18 digits
  bill,            ///< Japanese convenience-store bill; value: 44 digits
  elements,        ///< GS1 or ISO/IEC 15434 data of another kind, or that does not read; no value
  web_address,     ///< value: the address as scanned. Never open it
  digits,          ///< of no known kind; no value
  text,            ///< of no known kind; no value
};

/// `member_number`
std::string_view name_of(ScanKind kind);

/// One reading of a scan.
struct ScanCandidate {
  ScanKind kind = ScanKind::text;
  std::string form;   ///< how it is written: "ean13", "upce", "codabar", "number", "gs1_elements"; payment: the service
  std::string value;  ///< as the kind says
  std::string add_on;  ///< digits of the add-on next to a product
  std::string detail;  ///< retail: name_of(RetailKind); member_number: the rule's name
  std::string reason;  ///< the rule that decided, for the engineer; holds no content
};

struct ScanConfiguration {
  /// Member numbers that apps show with a one-time code.
  std::vector<IdentificationMethod> one_time_codes;
  /// Empty: any 5 to 20 digits may be a member number.
  std::vector<MemberNumberRule> member_numbers;
  std::vector<InStoreLabelRule> in_store_labels;
  std::vector<PaymentCodeRule> payment_codes = known_payment_codes();
};

/// What a terminal's configuration says of scans: the member numbers among its methods, and its other rules.
ScanConfiguration scan_configuration(std::span<const IdentificationMethod> methods, const ScanRules& rules);

/// Every reading that fits, likelier ones first; never empty for a scan that holds anything, and never a guess: what
/// the data cannot decide stays undecided. An AIM identifier narrows the readings to those that its symbology carries.
/// Pure; bounded by the scan's size.
std::vector<ScanCandidate> classify_scan(const ScanSighting& scan, const ScanConfiguration& configuration);

/// Whether `candidates` has a payment code: what a member field answers with the error `payment_code` when no member
/// is known under the scan's number.
bool may_be_payment_code(const std::vector<ScanCandidate>& candidates);

}  // namespace kazasu::drivers
