#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "pricing/exact_math.hpp"
#include "pricing/live_rows.hpp"
#include "pricing/name_table.hpp"

/// The compiled form of a program's offers. Offers are numbered in order of application (pricing.md, section 3): by
/// stage, in a stage by `priority` descending, then `id` ascending. So sorting by number is sorting by application.
namespace kazasu::pricing {

using Number = std::uint32_t;
inline constexpr Number kNone = NameTable::kNone;

enum class Stage : std::uint8_t { unit, basket, points, stamps };

enum class RewardKind : std::uint8_t {
  percent_off,
  amount_off_unit,
  unit_price,
  bundle,
  mix_match,
  basket_percent_off,
  basket_amount_off,
  points_times,
  points_bonus,
  points_per_unit,
  issue_coupon,
};

struct Range {
  Number begin = 0;
  Number end = 0;

  [[nodiscard]] bool empty() const { return begin == end; }
};

/// Two cache lines: what decides whether a live offer is a candidate and what it takes off, then what answers need of
/// those that are. Counts are 32 bits wide, which limits::kCountMax and kBasketUnitsMax fit.
struct alignas(64) CompiledOffer {
  Int min_amount = 0;  ///< as in CompiledCondition
  Int amount = 0;      ///< amount, price or points
  std::int32_t min_quantity = 0;
  std::int32_t basis_points = 0;
  std::int32_t set = 0;  ///< units of a bundle's or mix_match's set; stamps for one coupon; tenths
  std::int32_t get = 0;  ///< the discounted ones of a bundle's set
  std::int32_t per_basket = 0;
  Number group = kNone;
  Number position = 0;  ///< in OfferTables::offers
  Number id_rank = 0;   ///< among all ids, by bytes
  RewardKind kind = RewardKind::percent_off;
  Stage stage = Stage::unit;
  bool coupon = false;
  bool exclusive = false;
  bool per_unit = false;       ///< issue_coupon
  bool every_line = false;     ///< the filter names nothing and excepts nothing
  bool settled = false;        ///< nothing of CONDITION but the minima is left to ask (LiveRows::settled)
  bool limits_points = false;  ///< OfferLimits::points_per_basket or points_per_member
  bool names_none = false;     ///< the filter names no product, category or brand: every line but the excepted
  bool has_exceptions = false;

  ShortText id;
  std::int32_t expires_days = 0;
  Number wallet = 0;  ///< in SaleFacts::wallets
  std::int32_t per_member_day = 0;
  std::int32_t per_member = 0;
  Range except_products;    ///< in OfferTables::names
  Range except_categories;  ///< in OfferTables::names

  /// Uses up units.
  [[nodiscard]] bool forms_sets() const { return kind == RewardKind::bundle || kind == RewardKind::mix_match; }
  [[nodiscard]] bool discounts() const { return stage == Stage::unit || stage == Stage::basket; }
};
static_assert(sizeof(CompiledOffer) == 128);

struct SegmentMask {
  Number word;
  std::uint64_t bits;
};

/// What decides whether an offer is a candidate, in the order in which memory is read: most offers fail by what stands
/// in the first cache line.
struct alignas(64) CompiledCondition {
  std::int32_t from_day = INT32_MIN;  ///< days since 1970-01-01
  std::int32_t to_day = INT32_MAX;
  std::uint32_t month_days = 0xffff'ffff;  ///< bit d: day d
  std::uint8_t weekdays = 0x7f;            ///< bit 0: Sunday
  std::int8_t min_assurance = -1;          ///< -1: asks nothing
  bool birthday_month = false;
  bool first_visit = false;
  bool coupon = false;      ///< as in CompiledOffer
  bool discounts = false;   ///< as in CompiledOffer
  bool limited = false;     ///< by `per_member_day` or `per_member`
  bool rare_lists = false;  ///< some of the lists of the second cache line are not empty
  Range hours;              ///< in OfferTables::hours
  Range ranks;              ///< in OfferTables::names
  Range segments_any;       ///< in OfferTables::segment_masks
  Int min_amount = 0;
  Int min_quantity = 0;
  Range companies, stores, tenders;  ///< in OfferTables::names
  Range segments_all;                ///< in OfferTables::segment_masks
};

/// Name number → offers, as one flat array (compressed sparse rows).
struct Postings {
  /// Entries that may be read from any place on: `offers` is so much longer than all ranges.
  static constexpr std::size_t kChunk = 4;

  std::vector<Number> begin{0, 0};  ///< size: names + 2; the last range is that of no name, and empty
  std::vector<Number> offers;

  /// Empty for kNone.
  [[nodiscard]] std::span<const Number> of(Number name) const {
    const std::size_t row = std::min<std::size_t>(name, begin.size() - 2);
    return std::span{offers}.subspan(begin[row], begin[row + 1] - begin[row]);
  }
};

struct OfferTables {
  /// Tells these tables from others that came to stand at the same address later.
  std::shared_ptr<const char> identity = std::make_shared<const char>();

  Program program;
  std::vector<Offer> offers;  ///< in the caller's order; NameTables refer to their texts

  std::vector<CompiledOffer> compiled;        ///< in order of application
  Number discount_count = 0;                  ///< offers before this number are discounts
  std::vector<CompiledCondition> conditions;  ///< parallel to `compiled`
  std::vector<Number> number_at;              ///< position in `offers` → number
  std::vector<std::uint64_t> names_none;      ///< bitmap over numbers: CompiledOffer::names_none
  std::vector<std::uint64_t> has_exceptions;  ///< likewise
  std::vector<Number> with_budget;            ///< offers that have one, ascending

  NameTable ids;  ///< its numbers are positions in `offers`
  NameTable products, categories, brands, companies, stores, tenders, ranks, segments, groups;
  LiveRows live;
  Postings by_product, by_category, by_brand;

  std::vector<Number> names;
  std::vector<HourWindow> hours;
  std::vector<SegmentMask> segment_masks;

  /// The number of the offer with this id, or kNone.
  [[nodiscard]] Number find(std::string_view id) const {
    const Number position = ids.find(id);
    return position == kNone ? kNone : number_at[position];
  }
  [[nodiscard]] std::size_t bytes() const;
};

/// Fills everything but `program` and `offers`, which must be valid and in place.
void compile(OfferTables& tables);

}  // namespace kazasu::pricing
