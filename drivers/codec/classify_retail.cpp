#include "codec/classify_retail.hpp"

#include <string>
#include <utility>

#include "kazasu/drivers/scan/retail.hpp"

namespace kazasu::drivers {
namespace {

ScanKind scan_kind_of(RetailKind kind) {
  switch (kind) {
    case RetailKind::product:
    case RetailKind::trade_item_grouping:
    case RetailKind::trade_item_variable:
    case RetailKind::book:
    case RetailKind::music:
    case RetailKind::periodical:
    case RetailKind::magazine_jp:
    case RetailKind::padded_gtin8: return ScanKind::product;
    case RetailKind::restricted: return ScanKind::in_store_code;
    case RetailKind::book_price_jp: return ScanKind::book_price_row;
    case RetailKind::refund_receipt: return ScanKind::refund_receipt;
    case RetailKind::coupon_common_currency:
    case RetailKind::coupon: return ScanKind::coupon_code;
    case RetailKind::reserved_us:
    case RetailKind::unallotted: return ScanKind::retail_other;
  }
  return ScanKind::retail_other;
}

struct Writing {
  RetailScheme scheme;
  std::string_view form;
};

/// `add_on` stays with the product it was printed beside.
bool add(std::string_view digits, Writing writing, std::string_view reason, std::vector<ScanCandidate>& candidates,
         std::string_view add_on = {}) {
  const auto number = parse_retail_number(digits, writing.scheme);
  if (!number) return false;
  candidates.push_back({.kind = scan_kind_of(number->kind),
                        .form = std::string{writing.form},
                        .value = number->gtin14,
                        .add_on = std::string{add_on},
                        .detail = std::string{name_of(number->kind)},
                        .reason = std::string{reason}});
  return true;
}

bool add_upc_e(std::string_view digits, std::string_view reason, std::vector<ScanCandidate>& candidates,
               std::string_view add_on = {}) {
  const auto expanded = expand_upc_e(digits);
  return expanded && add(*expanded, {RetailScheme::upca, "upce"}, reason, candidates, add_on);
}

void add_main_symbol(std::string_view digits, std::string_view reason, std::string_view add_on,
                     std::vector<ScanCandidate>& candidates) {
  if (digits.size() == 13) add(digits, {RetailScheme::ean13, "ean13"}, reason, candidates, add_on);
  if (digits.size() == 12) add(digits, {RetailScheme::upca, "upca"}, reason, candidates, add_on);
  if (digits.size() < 6 || digits.size() > 8) return;
  if (add_upc_e(digits, reason, candidates, add_on)) return;
  add(digits, {RetailScheme::ean8, "ean8"}, "AIM identifier, and no valid UPC-E: some scanners mark EAN-8 so",
      candidates, add_on);
}

}  // namespace

void add_marked_retail(std::string_view data, std::string_view identifier, std::vector<ScanCandidate>& candidates) {
  constexpr std::string_view reason = "AIM identifier and check digit";
  if (identifier == "E4") {
    add(data, {RetailScheme::ean8, "ean8"}, reason, candidates);
    return;
  }
  if (identifier == "E0") return add_main_symbol(data, reason, {}, candidates);
  const auto split = split_add_on(data, identifier);
  if (!split) return;
  if (split->main) return add_main_symbol(*split->main, reason, split->add_on, candidates);
  candidates.push_back({.kind = ScanKind::add_on,
                        .form = "add_on",
                        .value = split->add_on,
                        .add_on = {},
                        .detail = {},
                        .reason = "AIM identifier of an add-on alone"});
}

void add_retail_by_length(std::string_view data, std::vector<ScanCandidate>& candidates) {
  constexpr std::string_view reason = "length and check digit";
  switch (data.size()) {
    case 8:
      add(data, {RetailScheme::ean8, "ean8"}, reason, candidates);
      add_upc_e(data, "length and check digit of the expanded number", candidates);
      break;
    case 12: add(data, {RetailScheme::upca, "upca"}, reason, candidates); break;
    case 13: add(data, {RetailScheme::ean13, "ean13"}, reason, candidates); break;
    case 14: add(data, {RetailScheme::gtin14, "gtin14"}, reason, candidates); break;
    default: break;
  }
}

void add_itf14(std::string_view data, std::vector<ScanCandidate>& candidates) {
  add(data, {RetailScheme::gtin14, "gtin14"}, "AIM identifier and check digit", candidates);
}

}  // namespace kazasu::drivers
