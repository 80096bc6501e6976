#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/request_digest.hpp"

namespace kazasu::proto::columns {

struct LineFacts {
  std::string_view id;
  std::string_view product;
  std::uint32_t product_key = 0;
  std::uint32_t categories_key = 0;  ///< of all of them, in their order
  std::int64_t quantity = 0, unit_price = 0, manual_discount = 0;
  std::string_view tax_class;
  bool discountable = true, awardable = true;
  std::int64_t gross = 0, discount = 0, net = 0;
  std::int64_t adjustments = 0;  ///< how many there are
  std::int64_t adjusted = 0;     ///< the sum of those that came
  std::int64_t unit_count = 0, units_net = 0;
};

struct TaxFacts {
  std::int64_t rate = 0, taxable = 0, tax = 0;
};

/// What is known so far of the entry under way. Texts belong to what it is read from.
struct EntryFacts {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  std::int64_t wall_unix_ms = 0;
  std::string_view transaction_id, business_date, clerk, at;
  // the basket
  std::vector<LineFacts> lines;
  std::string_view tender;
  std::vector<std::string_view> coupon_codes;
  std::vector<NamedAmount> spend;
  std::int64_t redeem_points = 0;
  bool priced_by_pos = false;
  // the quote
  std::size_t quoted_lines = 0;       ///< that have begun
  std::vector<NamedAmount> adjusted;  ///< discounts by offer, in the order of the lines
  std::vector<NamedAmount> applied;   ///< points by offer
  std::string_view adjustment_offer, offer, condition, min_amount_found;
  std::size_t place = 0;  ///< of the adjustment under way
  std::int64_t total = 0, due = 0;
  std::vector<TaxFacts> taxes;
  std::vector<NamedAmount> awards;  ///< points by offer
  std::string_view award_wallet;
  std::int64_t awarded = 0;  ///< by the program's own wallet
  std::vector<NamedAmount> tenders;
  // a return
  std::string_view receipt_number;
  std::vector<ReturnRequestUnit> units;
  std::vector<std::int64_t> booked;  ///< amounts in their order
  std::size_t state_place = 0;
  // the member
  bool has_member = false;
  std::string_view identifier_hash;
  std::int64_t balance = 0;

  /// Empties it and keeps its memory.
  void clear();
  [[nodiscard]] std::int64_t sum_of_nets() const;
  [[nodiscard]] std::int64_t sum_of_grosses() const;
  [[nodiscard]] std::int64_t sum_of_discounts() const;
};

/// How the digest of a request follows from the entry: what the POS gave and what the catalog completed. 0: it does
/// not, the digest stands as it is.
using DigestForm = std::uint64_t;
inline constexpr DigestForm kDigestAsItIs = 0;

/// False if a form asks for what the entry does not have.
bool derive_digest(const EntryFacts& facts, DigestForm form, Digest& digest);
/// The form that gives this digest; `likely` is tried first. Others are looked for while `budget` (digests) lasts.
DigestForm find_digest_form(const EntryFacts& facts, std::string_view digest, DigestForm likely, std::size_t& budget);

}  // namespace kazasu::proto::columns
