#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"

/// What a POS asked for, as a digest: a transaction id that comes again with another one is refused.
namespace kazasu::proto {

/// A line as it was asked for, before the catalog completed it.
struct RequestedItem {
  std::string_view product;
  std::int64_t quantity = 0;
  std::optional<std::int64_t> unit_price{};  ///< nothing: the catalog's
  std::string_view tax_class{};              ///< "": the catalog's
  std::int64_t manual_discount = 0;
  bool discountable = true;
  bool awardable = true;
};
struct NamedAmount {
  std::string_view name;
  std::int64_t amount = 0;
};

struct CheckoutRequest {
  std::string_view clerk;
  bool priced_by_pos = false;
  std::span<const RequestedItem> items;
  std::string_view identifier_hash;  ///< 16 bytes; "": a guest
  std::string_view tender;
  std::span<const std::string_view> coupon_codes;
  std::int64_t redeem_points = 0;
  std::span<const NamedAmount> spend;  ///< further wallets, in order
  std::span<const NamedAmount> tenders;
};
Digest request_digest(const CheckoutRequest& request);

struct ReturnRequestUnit {
  std::string_view line;
  std::int64_t unit = 0;
};
struct ReturnDemand {
  std::string_view receipt_number;  ///< of the sale
  std::string_view clerk;
  v1::EntryKind kind = v1::RETURN;
  std::span<const ReturnRequestUnit> units;
};
Digest request_digest(const ReturnDemand& demand);

}  // namespace kazasu::proto
