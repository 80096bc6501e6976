#include <algorithm>
#include <optional>
#include <utility>

#include "codec/classify_gs1.hpp"
#include "codec/classify_retail.hpp"
#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "kazasu/drivers/scan/bill_jp.hpp"
#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/codabar.hpp"
#include "kazasu/drivers/scan/digital_link.hpp"
#include "kazasu/drivers/scan/emv_cpm.hpp"
#include "kazasu/drivers/scan/in_store_label.hpp"
#include "kazasu/drivers/scan/iso15434.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kMemberDigitsMin = 5;
constexpr std::size_t kMemberDigitsMax = 20;
constexpr std::size_t kLogisticDigits = 18;
constexpr char kGs = '\x1D';

constexpr std::size_t kElementDigitsMin = 16;  // shorter digits with no identifier are not tried as elements

/// One scan on its way through the rules.
class Classifier {
 public:
  Classifier(const ScanSighting& scan, const ScanConfiguration& configuration)
      : data_(as_text(scan.data)), identifier_(scan.symbology), configuration_(configuration) {
    if (auto parsed = parse_aim_identifier(identifier_)) aim_ = *parsed;
  }

  std::vector<ScanCandidate> run() && {
    if (data_.empty()) return {};
    if (!add_magic()) add_by_symbology();
    if (candidates_.empty()) add_unknown();
    return std::move(candidates_);
  }

 private:
  void add(ScanKind kind, std::string_view form, std::string_view value, std::string_view reason) {
    candidates_.push_back({.kind = kind,
                           .form = std::string{form},
                           .value = std::string{value},
                           .add_on = {},
                           .detail = {},
                           .reason = std::string{reason}});
  }

  /// What its beginning alone decides, in any symbology that can carry it.
  bool add_magic() {
    if (begins_as_emv_cpm(data_) && outline_emv_cpm(data_)) {
      add(ScanKind::payment_code, "emv_cpm", {}, "EMV consumer-presented payload");
      return true;
    }
    if (begins_as_iso15434(data_)) {
      const auto envelopes = parse_iso15434(data_);
      if (envelopes) add_iso15434(*envelopes, candidates_);
      return envelopes.ok();
    }
    if (!is_web_address(data_)) return false;
    if (const auto link = parse_digital_link(data_)) {
      add_gs1(link->elements, "gs1_digital_link", "web address that reads as a GS1 Digital Link", candidates_);
    } else {
      add(ScanKind::web_address, "url", data_, "begins as a web address");
    }
    return true;
  }

  void add_by_symbology() {
    switch (aim_.symbology) {
      case Symbology::ean_upc:
        add_marked_retail(data_, identifier_, candidates_);
        // Member cards in EAN-13 have a prefix that is private to the region.
        if (has(ScanKind::in_store_code)) {
          add_in_store_labels();
          add_member_numbers("private prefix");
        }
        return;
      case Symbology::codabar: return add_codabar(true);
      case Symbology::itf: add_itf14(data_, candidates_); return add_member_numbers("AIM identifier and digits");
      default: break;
    }
    if (aim_.gs1) return add_elements(true);
    const bool unmarked = aim_.symbology == Symbology::unknown;
    if (unmarked || aim_.symbology == Symbology::other) add_retail_by_length(data_, candidates_);
    if (unmarked && has(ScanKind::in_store_code)) add_in_store_labels();
    if (unmarked) {
      add_elements(false);
      add_unmarked_digits();
      add_codabar(false);
    }
    add_one_time_codes();
    add_payment_codes();
    add_member_numbers(unmarked ? "digits" : "AIM identifier and digits");
  }

  [[nodiscard]] bool has(ScanKind kind) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const ScanCandidate& each) { return each.kind == kind; });
  }

  void add_elements(bool marked) {
    if (marked && add_bill()) return;
    const bool tried = marked || data_.find(kGs) != std::string_view::npos ||
                       (data_.size() >= kElementDigitsMin &&
                        (data_.starts_with("00") || data_.starts_with("01") || data_.starts_with("02")));
    if (!tried) return;
    const auto elements = parse_gs1_elements(data_);
    if (elements) {
      add_gs1(*elements, "gs1_elements", marked ? "AIM identifier of GS1 data" : "reads as GS1 elements", candidates_);
    } else if (marked) {
      add(ScanKind::elements, "gs1_elements", {},
          "AIM identifier of GS1 data, which does not read: " + elements.error().detail);
    }
  }

  bool add_bill() {
    if (!parse_bill_jp(data_)) return false;
    add(ScanKind::bill, "bill_jp", data_, "44 digits that begin with 91, and check digit");
    return true;
  }

  /// What configured layouts say of a private number goes before the number itself.
  void add_in_store_labels() {
    for (const InStoreLabelRule& rule : configuration_.in_store_labels) {
      if (!data_.starts_with(rule.prefix)) continue;
      const auto label = parse_in_store_label(data_, rule.format);
      if (!label) continue;
      const auto before = std::find_if(candidates_.begin(), candidates_.end(),
                                       [](const ScanCandidate& each) { return each.kind == ScanKind::in_store_code; });
      candidates_.insert(before, {.kind = ScanKind::in_store_label,
                                  .form = rule.format,
                                  .value = label->item_gtin14,
                                  .add_on = {},
                                  .detail = {},
                                  .reason = "prefix and check digit of a configured label"});
    }
  }

  void add_unmarked_digits() {
    (void)add_bill();
    if (data_.size() == kLogisticDigits && all_digits(data_) && passes_check(CheckScheme::m10w3, data_)) {
      add(ScanKind::logistic_unit, "sscc_or_gsrn", data_, "18 digits and check digit");
    }
  }

  void add_payment_codes() {
    for (const std::string& service : payment_services(data_, configuration_.payment_codes)) {
      add(ScanKind::payment_code, service, {}, "length and prefix of the service's codes");
    }
  }

  void add_codabar(bool marked) {
    const auto code = parse_codabar(data_);
    if (!code) {
      if (marked) add_member_numbers("AIM identifier of NW-7 whose start and stop the scanner removed");
      return;
    }
    const char* reason = marked ? "AIM identifier, start and stop" : "start, stop and characters of NW-7";
    if (configuration_.member_numbers.empty()) return add(ScanKind::member_number, "codabar", code->body, reason);
    add_configured_numbers("codabar", reason);
  }

  void add_one_time_codes() {
    for (const IdentificationMethod& method : configuration_.one_time_codes) {
      const auto shown = number_with_code_in(data_, method.number, method.one_time_code);
      if (!shown) continue;
      add(ScanKind::member_number, "one_time_code", shown->number,
          "a configured number with a one-time code behind it");
      candidates_.back().detail = method.number.name;
    }
  }

  void add_member_numbers(std::string_view reason) {
    if (configuration_.member_numbers.empty()) {
      if (all_digits(data_) && data_.size() >= kMemberDigitsMin && data_.size() <= kMemberDigitsMax) {
        add(ScanKind::member_number, "number", data_, reason);
      }
      return;
    }
    if (!parse_codabar(data_)) add_configured_numbers("number", reason);
  }

  void add_configured_numbers(std::string_view form, std::string_view reason) {
    for (const MemberNumberRule& rule : configuration_.member_numbers) {
      const auto number = member_number_in(data_, rule);
      if (!number) continue;
      add(ScanKind::member_number, form, *number, reason);
      candidates_.back().detail = rule.name;
    }
  }

  void add_unknown() {
    const bool digits = all_digits(data_);  // of data that is not empty
    const bool retail = digits && (data_.size() == 8 || (data_.size() >= 12 && data_.size() <= 14));
    // What a clerk who types a number gets wrong.
    const bool misread = retail && !passes_check(CheckScheme::m10w3, data_);
    add(digits ? ScanKind::digits : ScanKind::text, digits ? "digits" : "text", {},
        misread ? "no rule fits; as EAN or UPC its check digit is wrong" : "no rule fits");
  }

  std::string_view data_;
  std::string_view identifier_;
  AimIdentifier aim_;
  const ScanConfiguration& configuration_;
  std::vector<ScanCandidate> candidates_;
};

}  // namespace

std::string_view name_of(ScanKind kind) {
  switch (kind) {
    case ScanKind::product: return "product";
    case ScanKind::in_store_code: return "in_store_code";
    case ScanKind::in_store_label: return "in_store_label";
    case ScanKind::book_price_row: return "book_price_row";
    case ScanKind::coupon_code: return "coupon_code";
    case ScanKind::refund_receipt: return "refund_receipt";
    case ScanKind::retail_other: return "retail_other";
    case ScanKind::add_on: return "add_on";
    case ScanKind::member_number: return "member_number";
    case ScanKind::payment_code: return "payment_code";
    case ScanKind::logistic_unit: return "logistic_unit";
    case ScanKind::bill: return "bill";
    case ScanKind::elements: return "elements";
    case ScanKind::web_address: return "web_address";
    case ScanKind::digits: return "digits";
    case ScanKind::text: return "text";
  }
  return "";
}

ScanConfiguration scan_configuration(std::span<const IdentificationMethod> methods, const ScanRules& rules) {
  ScanConfiguration configuration;
  for (const IdentificationMethod& method : methods) {
    if (method.kind == IdentificationMethod::Kind::member_number) configuration.member_numbers.push_back(method.number);
    if (method.kind == IdentificationMethod::Kind::one_time_code) configuration.one_time_codes.push_back(method);
  }
  configuration.in_store_labels = rules.in_store_labels;
  if (!rules.known_payment_codes) configuration.payment_codes.clear();
  configuration.payment_codes.insert(configuration.payment_codes.begin(), rules.payment_codes.begin(),
                                     rules.payment_codes.end());
  return configuration;
}

std::vector<ScanCandidate> classify_scan(const ScanSighting& scan, const ScanConfiguration& configuration) {
  return Classifier{scan, configuration}.run();
}

bool may_be_payment_code(const std::vector<ScanCandidate>& candidates) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [](const ScanCandidate& each) { return each.kind == ScanKind::payment_code; });
}

}  // namespace kazasu::drivers
