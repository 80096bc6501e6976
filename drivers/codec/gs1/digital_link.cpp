#include "kazasu/drivers/scan/digital_link.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "codec/gs1/ai.hpp"
#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kBytesMax = 8'192;
constexpr std::size_t kElementsMax = 32;
constexpr std::size_t kGtinDigits = 14;
// RFC 3986: unreserved, reserved and the percent sign.
constexpr std::string_view kUriCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";

bool starts_with_any_case(std::string_view text, std::string_view lower) {
  const auto same = [](char wanted, char c) { return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == wanted; };
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), same);
}

/// `+` stands for a space in a query, for itself in a path.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    Bytes byte;
    if (i + 2 >= text.size() || !from_hex(text.substr(i + 1, 2), byte)) return std::nullopt;
    decoded += static_cast<char>(byte.front());
    i += 2;
  }
  return decoded;
}

struct Address {
  std::string_view path;
  std::string_view query;
};

Result<Address> split_address(std::string_view text) {
  if (text.size() > kBytesMax) return scan_error(ScanFault::too_long, std::to_string(text.size()) + " bytes");
  if (const std::size_t wrong = text.find_first_not_of(kUriCharacters); wrong != std::string_view::npos) {
    return scan_error(ScanFault::bad_character, "byte " + std::to_string(wrong + 1) + " of a web address");
  }
  if (!is_web_address(text)) return scan_error(ScanFault::bad_scheme, "a Digital Link begins with http or https");
  std::string_view rest = text.substr(text.find("//") + 2);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = std::min(rest.find('?'), rest.size());
  const std::string_view before = rest.substr(0, question);
  const std::size_t slash = before.find('/');
  if (slash == std::string_view::npos || slash == 0)
    return scan_error(ScanFault::no_path, "a Digital Link has a host and a path");
  return Address{before.substr(slash), rest.substr(std::min(question + 1, rest.size()))};
}

/// The AI and value that `path` ends with, taken off it; nothing if it has no two segments.
std::optional<std::pair<std::string_view, std::string_view>> take_last_pair(std::string_view& path) {
  const std::size_t value = path.rfind('/');
  if (value == std::string_view::npos || value == 0) return std::nullopt;
  const std::size_t ai = path.rfind('/', value - 1);
  if (ai == std::string_view::npos) return std::nullopt;
  const std::pair pair{path.substr(ai + 1, value - ai - 1), path.substr(value + 1)};
  path = path.substr(0, ai);
  return pair;
}

/// Whether `qualifiers` come in the order of one of the alternatives "22,10,21|235", some left out.
bool in_sequence(const std::vector<std::string_view>& qualifiers, std::string_view alternatives) {
  while (true) {
    const std::size_t end = std::min(alternatives.find('|'), alternatives.size());
    std::string_view sequence = alternatives.substr(0, end);
    auto next = qualifiers.begin();
    while (!sequence.empty() && next != qualifiers.end()) {
      const std::size_t comma = std::min(sequence.find(','), sequence.size());
      if (*next == sequence.substr(0, comma)) ++next;
      sequence.remove_prefix(std::min(comma + 1, sequence.size()));
    }
    if (next == qualifiers.end()) return true;
    if (end == alternatives.size()) return false;
    alternatives.remove_prefix(end + 1);
  }
}

bool is_qualifier(std::string_view ai, std::string_view alternatives) {
  return in_sequence({ai}, alternatives);
}

class Link {
 public:
  explicit Link(DigitalLinkOptions options) : options_(options) {}

  Result<void> read_path(std::string_view path) {
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    while (true) {
      const auto pair = take_last_pair(path);
      if (!pair || pairs.size() > kElementsMax)
        return scan_error(ScanFault::no_primary_key, "the path names no primary key");
      pairs.push_back(*pair);
      const gs1::Ai* ai = gs1::find_whole_ai(pair->first);
      if (ai == nullptr || !ai->primary_key) continue;
      key_ = ai;
      break;
    }
    std::reverse(pairs.begin(), pairs.end());
    std::vector<std::string_view> qualifiers;
    for (const auto& [ai, value] : pairs) {
      if (auto added = add(ai, value, false); !added) return added;
      if (&ai != &pairs.front().first) qualifiers.push_back(ai);
    }
    if (!in_sequence(qualifiers, key_->qualifiers)) {
      return scan_error(ScanFault::bad_qualifier_sequence,
                        "AI " + std::string{pairs.front().first} + " takes qualifiers " +
                            (key_->qualifiers.empty() ? "none" : std::string{key_->qualifiers}));
    }
    return {};
  }

  Result<void> read_query(std::string_view query) {
    while (!query.empty()) {
      const std::size_t end = std::min(query.find('&'), query.size());
      if (auto read = read_parameter(query.substr(0, end)); !read) return read;
      query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
  }

  DigitalLink take() && { return std::move(link_); }

 private:
  Result<void> read_parameter(std::string_view parameter) {
    if (parameter.empty()) return {};
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view name = parameter.substr(0, equals);
    if (name.empty() || !all_digits(name)) {
      link_.ignored.emplace_back(parameter);
      return {};
    }
    return add(name, parameter.substr(std::min(equals + 1, parameter.size())), true);
  }

  Result<void> add(std::string_view digits, std::string_view written, bool in_query) {
    const std::string name = "AI " + std::string{digits.substr(0, 8)};
    const gs1::Ai* ai = gs1::find_whole_ai(digits);
    if (ai == nullptr) return scan_error(ScanFault::unknown_ai, in_query ? "in the query" : "behind the primary key");
    auto value = percent_decoded(written, in_query);
    if (!value) return scan_error(ScanFault::bad_character, name + ": a wrong percent escape");
    if (options_.zero_suppressed_gtin && digits == "01" && all_digits(*value) &&
        (value->size() == 8 || value->size() == 12 || value->size() == 13))
      value->insert(0, kGtinDigits - value->size(), '0');
    if (auto checked = gs1::check_value(digits, *ai, *value); !checked) return checked;
    const auto same = [&](const Gs1Element& each) { return each.ai == digits; };
    if (in_query) {
      if (std::any_of(link_.elements.begin(), link_.elements.end(), same))
        return scan_error(ScanFault::repeated_ai, name);
      if (is_qualifier(digits, key_->qualifiers))
        return scan_error(ScanFault::belongs_in_path, name + " is a qualifier of the primary key");
      if (!ai->attribute) return scan_error(ScanFault::not_an_attribute, name);
    }
    if (link_.elements.size() == kElementsMax) return scan_error(ScanFault::too_long, "more than 32 elements");
    link_.elements.push_back({std::string{digits}, std::move(*value)});
    return {};
  }

  DigitalLinkOptions options_;
  const gs1::Ai* key_ = nullptr;
  DigitalLink link_;
};

}  // namespace

std::string DigitalLink::gtin14() const {
  const auto gtin =
      std::find_if(elements.begin(), elements.end(), [](const Gs1Element& each) { return each.ai == "01"; });
  return gtin == elements.end() ? std::string{} : gtin->value;
}

bool is_web_address(std::string_view text) {
  return starts_with_any_case(text, "http://") || starts_with_any_case(text, "https://");
}

Result<DigitalLink> parse_digital_link(std::string_view address, DigitalLinkOptions options) {
  const auto split = split_address(address);
  if (!split) return split.error();
  Link link{options};
  if (auto read = link.read_path(split->path); !read) return read.error();
  if (auto read = link.read_query(split->query); !read) return read.error();
  return std::move(link).take();
}

}  // namespace kazasu::drivers
