#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The price verifier digit of four or five price digits (GS1 General Specifications 7.9); nothing for anything else.
std::optional<char> price_verifier(std::string_view price);

/// A label that a store prints itself: a number private to it, with the price or weight inside (NON-PLU).
struct InStoreLabel {
  std::string flag;
  std::string item;
  std::optional<char> verifier;
  std::optional<bool> verifier_ok;     ///< false: a bad label although the bar code is right. Ask
  std::optional<std::int32_t> price;   ///< as printed, in the store's currency; 0: printed before pricing. Ask
  std::optional<std::int32_t> weight;  ///< as printed, in the unit of the store's scales
  std::string item_gtin14;             ///< the code with price, weight and verifier zeroed: what the item is under
};

/// How many digits a label of `format` (InStoreLabelRule) has, with its check digit. Fails: `configuration_invalid`
/// (bad_format).
Result<std::size_t> in_store_label_digits(std::string_view format);

/// Reads a label of `format` (InStoreLabelRule). Fails: `scan_invalid` with non_digit, bad_length, bad_check_digit;
/// `configuration_invalid` (bad_format) for a format that is none.
Result<InStoreLabel> parse_in_store_label(std::string_view data, std::string_view format);

}  // namespace kazasu::drivers
