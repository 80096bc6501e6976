#include "scan_report.hpp"

#include <algorithm>
#include <string_view>

#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "kazasu/drivers/scan/bill_jp.hpp"
#include "kazasu/drivers/scan/charset.hpp"
#include "kazasu/drivers/scan/codabar.hpp"
#include "kazasu/drivers/scan/coupon_na.hpp"
#include "kazasu/drivers/scan/data_event_queue.hpp"
#include "kazasu/drivers/scan/digital_link.hpp"
#include "kazasu/drivers/scan/eci.hpp"
#include "kazasu/drivers/scan/emv_cpm.hpp"
#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/drivers/scan/in_store_label.hpp"
#include "kazasu/drivers/scan/iso15434.hpp"
#include "kazasu/drivers/scan/print_jp.hpp"

namespace kazasu::tools {
namespace {

using namespace drivers;
using Json = nlohmann::ordered_json;

Json decimal(const Gs1Decimal& value) {
  std::string digits = std::to_string(value.digits);
  if (value.decimals == 0) return digits;
  if (digits.size() <= value.decimals) digits.insert(0, value.decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - value.decimals, ".");
  return digits;
}

Json element_list(const std::vector<Gs1Element>& elements) {
  Json list = Json::array();
  for (const Gs1Element& element : elements) list.push_back({element.ai, element.value});
  return list;
}

Json product_report(const std::vector<Gs1Element>& elements, Date today) {
  const Gs1Product product = gs1_product(elements, today);
  Json report = Json::object();
  const auto set_date = [&](const char* name, const std::optional<Date>& date) {
    if (date) report[name] = format_date(*date);
  };
  if (!product.gtin14.empty()) report["gtin14"] = product.gtin14;
  if (!product.lot.empty()) report["lot"] = product.lot;
  if (!product.serial.empty()) report["serial"] = product.serial;
  set_date("expires", product.expires);
  set_date("best_before", product.best_before);
  set_date("sell_by", product.sell_by);
  if (product.price) report["price"] = decimal(*product.price);
  if (product.price_currency) report["price_currency"] = *product.price_currency;
  if (product.net_weight_kg) report["net_weight_kg"] = decimal(*product.net_weight_kg);
  if (product.count) report["count"] = *product.count;
  return report;
}

Json purchase_report(const CouponPurchase& purchase) {
  Json report{{"requirement", purchase.requirement},
              {"requirement_code", std::string(1, purchase.requirement_code)},
              {"family", purchase.family}};
  if (purchase.company_prefix) report["company_prefix"] = *purchase.company_prefix;
  return report;
}

/// The coupon in an element of AI 8110 or 8112; null for others.
Json coupon_report(const Gs1Element& element) {
  if (const auto coupon = parse_coupon_na(element.ai + element.value)) {
    Json report{{"company_prefix", coupon->company_prefix},
                {"offer_code", coupon->offer_code},
                {"save_value", coupon->save_value},
                {"first", purchase_report(coupon->first)}};
    if (coupon->additional_rules) report["additional_rules"] = std::string(1, *coupon->additional_rules);
    if (coupon->second) report["second"] = purchase_report(*coupon->second);
    if (coupon->third) report["third"] = purchase_report(*coupon->third);
    const auto set = [&](const char* name, const std::string& value) {
      if (!value.empty()) report[name] = value;
    };
    const auto set_code = [&](const char* name, std::optional<char> code) {
      if (code) report[name] = std::string(1, *code);
    };
    set("expires", coupon->expires);
    set("starts", coupon->starts);
    set("serial", coupon->serial);
    set("retailer", coupon->retailer);
    set_code("save_value_code", coupon->save_value_code);
    set_code("applies_to", coupon->applies_to);
    set_code("store_coupon", coupon->store_coupon);
    set_code("do_not_multiply", coupon->do_not_multiply);
    return report;
  }
  if (const auto coupon = parse_positive_offer_coupon(element.ai + element.value)) {
    return {{"format", std::string(1, coupon->format)},
            {"funder", coupon->funder},
            {"offer_code", coupon->offer_code},
            {"serial", coupon->serial}};
  }
  return nullptr;
}

void report_elements(const std::vector<Gs1Element>& elements, Date today, Json& report) {
  report["elements"] = element_list(elements);
  if (Json product = product_report(elements, today); !product.empty()) report["product"] = std::move(product);
  for (const Gs1Element& element : elements) {
    if (Json coupon = coupon_report(element); !coupon.is_null()) report["coupon"] = std::move(coupon);
  }
  Json problems = Json::array();
  for (const auto& problem : gs1_association_problems(elements))
    problems.push_back({problem.ai, name_of(problem.kind)});
  if (!problems.empty()) report["association_problems"] = std::move(problems);
}

void report_failure(const char* part, const Error& error, Json& report) {
  report["problems"][part] = error.detail;
}

void report_gs1(std::string_view data, const DecodeOptions& options, Json& report) {
  if (const auto elements = parse_gs1_elements(data)) {
    report_elements(*elements, options.today, report);
  } else {
    report_failure("gs1", elements.error(), report);
  }
}

void report_address(std::string_view data, const DecodeOptions& options, Json& report) {
  const auto link = parse_digital_link(data, {.zero_suppressed_gtin = options.zero_suppressed_gtin});
  if (!link) return report_failure("digital_link", link.error(), report);
  report_elements(link->elements, options.today, report);
  if (!link->ignored.empty()) report["ignored"] = link->ignored;
}

void report_iso15434(std::string_view data, const DecodeOptions& options, Json& report) {
  const auto envelopes = parse_iso15434(data);
  if (!envelopes) return report_failure("iso15434", envelopes.error(), report);
  for (const Iso15434Envelope& envelope : *envelopes) {
    Json entry{{"format", envelope.format}};
    if (!envelope.elements.empty()) {
      report_elements(envelope.elements, options.today, entry);
    } else if (!envelope.fields.empty()) {
      entry["fields"] = envelope.fields;
    } else {
      entry["body"] = envelope.body;
    }
    report["envelopes"].push_back(std::move(entry));
  }
}

void report_eci(BytesView data, Json& report) {
  const auto segments = parse_eci(data);
  if (!segments) return report_failure("eci", segments.error(), report);
  for (const EciSegment& segment : *segments)
    report["segments"].push_back({segment.eci ? Json(*segment.eci) : Json(nullptr), to_hex(segment.bytes)});
}

void report_emv(std::string_view data, Json& report) {
  const auto objects = outline_emv_cpm(data);
  if (!objects) return report_failure("emv_cpm", objects.error(), report);
  for (const EmvObject& object : *objects) {
    const Bytes tag{static_cast<std::uint8_t>(object.tag >> 8), static_cast<std::uint8_t>(object.tag)};
    report["objects"].push_back({{"tag", to_hex(tag[0] == 0 ? BytesView{tag}.subspan(1) : BytesView{tag})},
                                 {"depth", object.depth},
                                 {"bytes", object.bytes},
                                 {"sensitive", object.sensitive}});
  }
}

void report_bill(std::string_view data, Json& report) {
  const auto bill = parse_bill_jp(data);
  if (!bill) return report_failure("bill_jp", bill.error(), report);
  report["bill"] = {{"issuer", bill->issuer},
                    {"free", bill->free},
                    {"reissue", bill->reissue},
                    {"due", bill->due.empty() ? Json(nullptr) : Json(bill->due)},
                    {"revenue_stamp", bill->revenue_stamp},
                    {"amount_yen", bill->amount_yen}};
}

void report_label(std::string_view data, std::string_view format, Json& report) {
  const auto label = parse_in_store_label(data, format);
  if (!label) return report_failure("label", label.error(), report);
  Json& entry = report["label"];
  entry = {{"flag", label->flag}, {"item", label->item}, {"item_gtin14", label->item_gtin14}};
  if (label->verifier) entry["verifier"] = std::string(1, *label->verifier);
  if (label->verifier_ok) entry["verifier_ok"] = *label->verifier_ok;
  if (label->price) entry["price"] = *label->price;
  if (label->weight) entry["weight"] = *label->weight;
}

void report_codabar(std::string_view data, const DecodeOptions& options, Json& report) {
  const auto code = parse_codabar(data, options.codabar_check);
  if (!code) return report_failure("codabar", code.error(), report);
  report["codabar"] = {{"start", std::string(1, code->start)},
                       {"stop", std::string(1, code->stop)},
                       {"body", code->body},
                       {"data", code->data}};
}

Json magazine_report(std::string_view main, std::string_view add_on) {
  const auto magazine = parse_magazine_jp(main, add_on);
  if (!magazine) return nullptr;
  Json report{{"magazine_code", magazine->magazine_code},
              {"issue", magazine->issue},
              {"year_last_digit", std::string(1, magazine->year_last_digit)}};
  if (magazine->price_yen) report["price_yen"] = *magazine->price_yen;
  return report;
}

Json candidate_list(const std::vector<ScanCandidate>& candidates) {
  Json list = Json::array();
  for (const ScanCandidate& candidate : candidates) {
    Json entry{{"kind", name_of(candidate.kind)}, {"form", candidate.form}};
    if (!candidate.value.empty()) entry["value"] = candidate.value;
    if (!candidate.add_on.empty()) entry["add_on"] = candidate.add_on;
    if (!candidate.detail.empty()) entry["detail"] = candidate.detail;
    entry["reason"] = candidate.reason;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Json scan_report(const ScanSighting& scan, const DecodeOptions& options) {
  const std::string_view data = as_text(scan.data);
  const auto candidates = classify_scan(scan, options.configuration);
  const auto has = [&](std::string_view form) {
    return std::any_of(candidates.begin(), candidates.end(), [&](const auto& each) { return each.form == form; });
  };
  Json report;
  const auto aim = parse_aim_identifier(scan.symbology);
  if (aim) report["symbology"] = {{"aim", "]" + scan.symbology}, {"name", name_of(aim->symbology)}, {"gs1", aim->gs1}};
  if (const int type = upos_scan_data_type(scan); type != 0) report["upos_type"] = type;
  const bool payment = may_be_payment_code(candidates);
  const auto text = read_text(scan.data);
  report["bytes"] = scan.data.size();
  if (text) {
    report["encoding"] = name_of(text->charset);
    report["controls"] = text->controls;
    if (!payment && text->charset != Charset::binary) report["text"] = text->utf8;
  }
  report["candidates"] = candidate_list(candidates);
  if (aim && aim->eci) report_eci(scan.data, report);
  if (begins_as_emv_cpm(data)) report_emv(data, report);
  if (begins_as_iso15434(data)) report_iso15434(data, options, report);
  if (is_web_address(data)) report_address(data, options, report);
  if (has("bill_jp")) {
    report_bill(data, report);
  } else if ((aim && aim->gs1) || has("gs1_elements")) {
    report_gs1(data, options, report);
  }
  if ((aim && aim->symbology == Symbology::codabar) || has("codabar")) report_codabar(data, options, report);
  for (const ScanCandidate& candidate : candidates) {
    if (candidate.kind == ScanKind::in_store_label) report_label(data, candidate.form, report);
    if (candidate.kind == ScanKind::in_store_code && !options.label_format.empty())
      report_label(data, options.label_format, report);
  }
  for (const ScanCandidate& candidate : candidates) {
    if (candidate.detail != "magazine_jp") continue;
    if (Json magazine = magazine_report(candidate.value.substr(1), candidate.add_on); !magazine.is_null())
      report["magazine"] = std::move(magazine);
  }
  return report;
}

Json pair_report(const ScanSighting& first, const ScanSighting& second) {
  for (const auto& [upper, lower] : {std::pair{&first, &second}, std::pair{&second, &first}}) {
    const auto book = parse_book_jp(as_text(upper->data), as_text(lower->data));
    if (!book) continue;
    return {{"book",
             {{"isbn13", book->isbn13},
              {"isbn10", book->isbn10},
              {"c_code", book->c_code},
              {"price_yen", book->price_yen ? Json(*book->price_yen) : Json(nullptr)},
              {"price_excludes_tax", book->price_excludes_tax}}}};
  }
  if (!second.data.empty()) {
    if (Json magazine = magazine_report(as_text(first.data), as_text(second.data)); !magazine.is_null())
      return {{"magazine", std::move(magazine)}};
  }
  return nullptr;
}

}  // namespace kazasu::tools
