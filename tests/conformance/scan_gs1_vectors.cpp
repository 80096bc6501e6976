#include "kazasu/drivers/scan/coupon_na.hpp"
#include "kazasu/drivers/scan/digital_link.hpp"
#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/drivers/scan/iso15434.hpp"
#include "scan_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace scan_vectors;
using nlohmann::json;

namespace {

json json_of(const std::vector<Gs1Element>& elements) {
  json found = json::array();
  for (const Gs1Element& element : elements) found.push_back({element.ai, element.value});
  return found;
}

json gs1(const json& vector) {
  const auto elements = parse_gs1_elements(text_of(vector));
  if (!elements) return failure(elements.error());
  json found{{"elements", json_of(*elements)}, {"association_problems", json::array()}};
  const Date today{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{25}};
  if (const auto gtin = gs1_product(*elements, today).gtin14; !gtin.empty()) found["gtin14"] = gtin;
  for (const auto& problem : gs1_association_problems(*elements))
    found["association_problems"].push_back({problem.ai, std::string{name_of(problem.kind)}});
  return found;
}

json digital_link(const json& vector) {
  const bool zero_suppressed = vector.contains("config") && vector["config"].value("zero_suppressed_gtin", false);
  const auto link = parse_digital_link(text_of(vector), {.zero_suppressed_gtin = zero_suppressed});
  if (!link) return failure(link.error());
  json found{{"elements", json_of(link->elements)}, {"ignored", link->ignored}};
  if (!link->gtin14().empty()) found["gtin14"] = link->gtin14();
  return found;
}

json json_of(const CouponPurchase& purchase, bool with_prefix) {
  json found{{"requirement", purchase.requirement},
             {"requirement_code", std::string(1, purchase.requirement_code)},
             {"family", purchase.family}};
  if (with_prefix) found["company_prefix"] = purchase.company_prefix ? json(*purchase.company_prefix) : json(nullptr);
  return found;
}

json positive_offer(const std::string& data) {
  const auto coupon = parse_positive_offer_coupon(data);
  if (!coupon) return failure(coupon.error());
  return {{"format", std::string(1, coupon->format)},
          {"funder", coupon->funder},
          {"offer_code", coupon->offer_code},
          {"serial", coupon->serial}};
}

json coupon_na(const json& vector) {
  const std::string data = text_of(vector);
  if (data.starts_with("8112")) return positive_offer(data);
  const auto coupon = parse_coupon_na(data);
  if (!coupon) return failure(coupon.error());
  json found{{"company_prefix", coupon->company_prefix},
             {"offer_code", coupon->offer_code},
             {"save_value", coupon->save_value},
             {"first", json_of(coupon->first, false)}};
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) found[name] = value;
  };
  const auto set_code = [&](const char* name, std::optional<char> code) {
    if (code) found[name] = std::string(1, *code);
  };
  if (coupon->second) found["second"] = json_of(*coupon->second, true);
  if (coupon->third) found["third"] = json_of(*coupon->third, true);
  set("expires", coupon->expires);
  set("starts", coupon->starts);
  set("serial", coupon->serial);
  set("retailer", coupon->retailer);
  set_code("additional_rules", coupon->additional_rules);
  set_code("save_value_code", coupon->save_value_code);
  set_code("applies_to", coupon->applies_to);
  set_code("store_coupon", coupon->store_coupon);
  set_code("do_not_multiply", coupon->do_not_multiply);
  return found;
}

json iso15434(const json& vector) {
  const auto envelopes = parse_iso15434(text_of(vector));
  if (!envelopes) return failure(envelopes.error());
  json found = json::array();
  for (const Iso15434Envelope& envelope : *envelopes) {
    const json content = envelope.format == "05"                              ? json_of(envelope.elements)
                         : envelope.format == "06" || envelope.format == "12" ? json(envelope.fields)
                                                                              : json(envelope.body);
    found.push_back({envelope.format, content});
  }
  return {{"envelopes", found}};
}

}  // namespace

ScanReaders gs1_readers() {
  return {{"gs1", gs1}, {"digital_link", digital_link}, {"coupon_na", coupon_na}, {"iso15434", iso15434}};
}
