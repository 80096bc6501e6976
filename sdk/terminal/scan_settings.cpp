#include "scan_settings.hpp"

#include <algorithm>
#include <array>

#include "kazasu/drivers/scan/in_store_label.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kMemberDigitsMax = 64;
constexpr std::size_t kWeightsMax = 64;
constexpr std::int64_t kPaymentDigitsMin = 8;
constexpr std::int64_t kPaymentDigitsMax = 64;
constexpr std::int64_t kPricePerMax = 100'000;
constexpr std::int64_t kCodeDigitsMin = 6, kCodeDigitsMax = 10;
// A step is how long a screenshot is good for; with the steps around it three times as long.
constexpr std::int64_t kStepMin = 10, kStepMax = 300;
constexpr std::size_t kSeparatorMax = 4;

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string digits_setting(TomlReader& reader, const toml::table& table, std::string_view name, const std::string& key,
                           bool required) {
  std::string value = reader.text(table, name, key, required);
  if (!is_digits(value)) reader.fail(table, key, "must be digits in quotes, as in \"29\"");
  return value;
}

/// `digits = 16` or `digits = [13, 16]`.
std::vector<std::size_t> lengths(TomlReader& reader, const toml::table& table) {
  const toml::node* node = table.get("digits");
  std::vector<std::size_t> lengths;
  const auto add = [&](const toml::node& one) {
    const auto* number = one.as_integer();
    if (number == nullptr || number->get() < 1 || number->get() > kMemberDigitsMax) {
      reader.fail(one, "identify.digits", "must be a whole number from 1 to 64, or a list of them: [13, 16]");
    } else {
      lengths.push_back(static_cast<std::size_t>(number->get()));
    }
  };
  if (node == nullptr) return lengths;
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& one : *array) add(one);
  } else {
    add(*node);
  }
  return lengths;
}

Modulus11 modulus_11(TomlReader& reader, const toml::table& table) {
  Modulus11 rule;
  if (const toml::node* node = table.get("weights")) {
    rule.weights.clear();
    const toml::array* array = node->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size() && i < kWeightsMax; ++i) {
      const auto* weight = (*array)[i].as_integer();
      if (weight == nullptr || weight->get() < 1 || weight->get() > 10) break;
      rule.weights.push_back(static_cast<std::uint8_t>(weight->get()));
    }
    if (array == nullptr || array->empty() || rule.weights.size() != array->size())
      reader.fail(*node, "identify.weights",
                  "must be 1 to 64 whole numbers from 1 to 10, from the right: [2, 3, 4, 5]");
  }
  if (const std::string ten = reader.text(table, "ten", "identify.ten", false); ten == "none") {
    rule.ten.reset();
  } else if (ten == "0" || ten == "X" || ten == "-") {
    rule.ten = ten.front();
  } else if (!ten.empty()) {
    reader.fail(*table.get("ten"), "identify.ten", "must be one of 0, X, -, none");
  }
  return rule;
}

MemberNumberRule member_number(TomlReader& reader, const toml::table& table) {
  MemberNumberRule rule;
  rule.name = reader.text(table, "name", "identify.name", false);
  rule.lengths = lengths(reader, table);
  if (rule.lengths.empty()) reader.fail(table, "identify.digits", "a member_number needs its number of digits");
  rule.prefix = digits_setting(reader, table, "prefix", "identify.prefix", false);
  for (const std::size_t length : rule.lengths) {
    if (rule.prefix.size() >= length)
      reader.fail(table, "identify.prefix",
                  "is as long as the number; it holds only the digits that all have in common");
  }
  rule.drop_separators = reader.boolean(table, "drop_separators", "identify.drop_separators", false);
  const std::string check = reader.text(table, "check", "identify.check", false);
  rule.modulus_11 = modulus_11(reader, table);
  for (const char* name : {"weights", "ten"}) {
    if (table.contains(name) && check != "mod11")
      reader.fail(*table.get(name), std::string{"identify."} + name, "goes with check = \"mod11\" only");
  }
  if (rule.drop_separators && rule.modulus_11.ten == '-')
    reader.fail(*table.get("ten"), "identify.ten", "cannot be - where separators are dropped");
  if (check.empty()) return rule;
  if (const auto scheme = check_scheme_of(check)) {
    rule.check = *scheme;
  } else {
    std::string known;
    for (auto each = CheckScheme::none; !name_of(each).empty();
         each = static_cast<CheckScheme>(static_cast<int>(each) + 1))
      known += (known.empty() ? "" : ", ") + std::string{name_of(each)};
    reader.fail(*table.get("check"), "identify.check", "must be one of " + known);
  }
  return rule;
}

OneTimeCodeRule one_time_code(TomlReader& reader, const toml::table& table) {
  OneTimeCodeRule rule;
  OtpSettings& settings = rule.settings;
  settings.digits = static_cast<unsigned>(
      reader.integer(table, "code_digits", "identify.code_digits", settings.digits, kCodeDigitsMin, kCodeDigitsMax));
  settings.step_seconds = static_cast<unsigned>(
      reader.integer(table, "step_seconds", "identify.step_seconds", settings.step_seconds, kStepMin, kStepMax));
  constexpr std::array<std::pair<std::string_view, OtpHash>, 3> hashes{
      {{"sha1", OtpHash::sha1}, {"sha256", OtpHash::sha256}, {"sha512", OtpHash::sha512}}};
  if (const std::string name = reader.text(table, "hash", "identify.hash", false); !name.empty()) {
    const auto known = std::find_if(hashes.begin(), hashes.end(), [&](const auto& hash) { return hash.first == name; });
    if (known == hashes.end()) {
      reader.fail(*table.get("hash"), "identify.hash", "must be one of sha1, sha256, sha512");
    } else {
      settings.hash = known->second;
    }
  }
  rule.separator = reader.text(table, "separator", "identify.separator", false);
  if (rule.separator.size() > kSeparatorMax ||
      std::any_of(rule.separator.begin(), rule.separator.end(), [](char c) { return c >= '0' && c <= '9'; }))
    reader.fail(table, "identify.separator", "must be at most 4 characters and no digits");
  return rule;
}

/// Where the digits begin that differ from label to label of one item.
std::size_t fixed_digits(std::string_view format) {
  std::size_t digits = 0;
  for (std::size_t at = 0; at + 1 < format.size() && (format[at + 1] == 'F' || format[at + 1] == 'I'); at += 2)
    digits += static_cast<std::size_t>(format[at] - '0');
  return digits;
}

InStoreLabelRule in_store_label(TomlReader& reader, const toml::table& table) {
  InStoreLabelRule rule;
  reader.only_keys(table, "in_store_label.", {"prefix", "format", "price_per"});
  rule.prefix = digits_setting(reader, table, "prefix", "in_store_label.prefix", true);
  rule.format = reader.text(table, "format", "in_store_label.format", true);
  rule.price_per = reader.integer(table, "price_per", "in_store_label.price_per", rule.price_per, 1, kPricePerMax);
  if (reader.error()) return rule;
  const auto fail = [&](std::string_view name, std::string_view what) {
    reader.fail(*table.get(name), "in_store_label." + std::string{name}, what);
    return rule;
  };
  const auto digits = drivers::in_store_label_digits(rule.format);
  if (!digits) return fail("format", digits.error().detail);
  const auto has = [&](char letter) { return rule.format.find(letter) != std::string::npos; };
  if (*digits != 8 && *digits != 12 && *digits != 13)
    return fail("format", "comes to " + std::to_string(*digits) +
                              " digits with the check digit; EAN-8, UPC-A and EAN-13 have 8, 12 and 13");
  if (!has('I')) return fail("format", "has no item (I): without it no product is found");
  if (!has('P') && !has('W'))
    return fail("format", "carries neither price (P) nor weight (W): such a code is a product of the catalog");
  if (rule.prefix.empty() || rule.prefix.size() > fixed_digits(rule.format))
    return fail("prefix", "must have at least one digit and end before the label's verifier, price or weight");
  return rule;
}

/// Two layouts that a label could both have are a guess about its price.
void check_distinct(TomlReader& reader, const std::vector<const toml::table*>& tables,
                    const std::vector<InStoreLabelRule>& rules) {
  for (std::size_t later = 1; later < rules.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const InStoreLabelRule &one = rules[earlier], &other = rules[later];
      const bool same_prefix = one.prefix.starts_with(other.prefix) || other.prefix.starts_with(one.prefix);
      if (same_prefix && *drivers::in_store_label_digits(one.format) == *drivers::in_store_label_digits(other.format))
        reader.fail(*tables[later], "in_store_label.prefix",
                    "fits the same labels as in_store_label number " + std::to_string(earlier + 1) +
                        "; make the prefixes longer, until each label fits one layout");
    }
  }
}

PaymentCodeRule payment_code(TomlReader& reader, const toml::table& table) {
  PaymentCodeRule rule;
  reader.only_keys(table, "payment_code.", {"service", "digits", "digits_max", "prefix", "prefix_to", "ending"});
  rule.service = reader.text(table, "service", "payment_code.service", true);
  rule.digits_min = static_cast<std::size_t>(
      reader.integer(table, "digits", "payment_code.digits", 0, kPaymentDigitsMin, kPaymentDigitsMax));
  if (table.get("digits") == nullptr) reader.fail(table, "payment_code.digits", "is missing");
  rule.digits_max = static_cast<std::size_t>(
      reader.integer(table, "digits_max", "payment_code.digits_max", static_cast<std::int64_t>(rule.digits_min),
                     static_cast<std::int64_t>(rule.digits_min), kPaymentDigitsMax));
  rule.prefix_low = digits_setting(reader, table, "prefix", "payment_code.prefix", true);
  rule.prefix_high = digits_setting(reader, table, "prefix_to", "payment_code.prefix_to", false);
  if (rule.prefix_high.empty()) rule.prefix_high = rule.prefix_low;
  if (rule.prefix_low.size() != rule.prefix_high.size() || rule.prefix_low > rule.prefix_high)
    reader.fail(table, "payment_code.prefix_to", "must be as long as prefix and not below it");
  if (rule.prefix_low.empty() || rule.prefix_low.size() > rule.digits_min)
    reader.fail(table, "payment_code.prefix", "must have at least one digit and no more than the code");
  rule.ending = reader.text(table, "ending", "payment_code.ending", false);
  if (rule.ending.find_first_not_of("0123456789.") != std::string::npos || rule.ending.size() > rule.digits_min)
    reader.fail(table, "payment_code.ending", "must be digits, or a dot for any digit, as in \"6.....\"");
  return rule;
}

}  // namespace

IdentificationMethod read_identification_method(TomlReader& reader, const toml::table& table) {
  using Kind = IdentificationMethod::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 5> kinds{{{"felica_lite_s", Kind::felica_lite_s},
                                                                    {"felica_idm", Kind::felica_idm},
                                                                    {"uid", Kind::uid},
                                                                    {"one_time_code", Kind::one_time_code},
                                                                    {"member_number", Kind::member_number}}};
  IdentificationMethod method;
  const std::string name = reader.text(table, "method", "identify.method", true);
  const auto known = std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.first == name; });
  if (known == kinds.end()) {
    reader.fail(table, "identify.method",
                "must be one of felica_lite_s, felica_idm, uid, one_time_code, member_number");
    return method;
  }
  method.kind = known->second;
  if (method.kind == Kind::member_number) {
    reader.only_keys(table, "identify.",
                     {"method", "name", "digits", "prefix", "check", "weights", "ten", "drop_separators"});
    method.number = member_number(reader, table);
  } else if (method.kind == Kind::one_time_code) {
    reader.only_keys(table, "identify.",
                     {"method", "name", "digits", "prefix", "check", "weights", "ten", "drop_separators", "code_digits",
                      "step_seconds", "hash", "separator"});
    method.number = member_number(reader, table);
    method.one_time_code = one_time_code(reader, table);
  } else {
    reader.only_keys(table, "identify.", {"method"});
  }
  return method;
}

ScanRules read_scan_rules(TomlReader& reader, const toml::table& root) {
  ScanRules rules;
  const auto labels = reader.tables(root, "in_store_label");
  for (const toml::table* table : labels) rules.in_store_labels.push_back(in_store_label(reader, *table));
  if (!reader.error()) check_distinct(reader, labels, rules.in_store_labels);
  for (const toml::table* table : reader.tables(root, "payment_code"))
    rules.payment_codes.push_back(payment_code(reader, *table));
  rules.known_payment_codes = reader.boolean(root, "known_payment_codes", "known_payment_codes", true);
  return rules;
}

}  // namespace kazasu
