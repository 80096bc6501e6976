#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/identify/scan_rules.hpp"
#include "kazasu/values/money.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// What a price label of the chain's own says of an item.
struct InStoreItem {
  std::string product;                 ///< GTIN-14 of the item: the label with verifier, price and weight zeroed
  std::optional<Money> price;          ///< of the item, as printed, in minor units
  std::optional<std::int64_t> weight;  ///< as the label counts it, if it has no price
  std::int64_t price_per = 1;          ///< how much of the weight the catalog's unit price is for

  /// What the item costs where the catalog's unit price is `unit_price`: the printed price, else that of the weight,
  /// half up. Fails: `scan_invalid` with bad_value for nothing printed (a label from before pricing), `limit_exceeded`.
  [[nodiscard]] Result<Money> price_at(Money unit_price) const;
};

/// Reads `code` by the first rule that it fits; nothing if it is no such label. Fails: `scan_invalid` with
/// bad_check_digit if the price's own verifier is wrong although the code is right: a bad label, never to be guessed.
Result<std::optional<InStoreItem>> read_in_store_label(std::string_view code, std::span<const InStoreLabelRule> rules);

}  // namespace kazasu
