#include "pricing/live_offers.hpp"

#include <algorithm>
#include <bit>

namespace kazasu::pricing {
namespace {

std::size_t slot_of(const std::vector<std::int32_t>& edges, std::int32_t value) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin()) - 1;
}

}  // namespace

void LiveOffers::find(const OfferTables& tables, const SaleFacts& facts) {
  const LiveRows& rows = tables.live;
  const Moment& moment = facts.moment;
  const auto weekday = rows.weekdays.row(static_cast<std::size_t>(std::countr_zero(moment.weekday_bit)));
  words_.assign(weekday.begin(), weekday.end());
  if (!rows.month_days.empty()) {
    keep(rows.month_days.row(static_cast<std::size_t>(std::countr_zero(moment.month_day_bit))));
  }
  if (!rows.hours.empty()) keep(rows.hours.row(slot_of(rows.hour_edges, moment.minutes)));
  if (!rows.days.empty()) keep(rows.days.row(slot_of(rows.day_edges, moment.business_day)));
  if (!rows.ranks.empty()) keep(rows.ranks.row(facts.rank == kNone ? tables.ranks.size() : facts.rank));
  if (!rows.segments.empty()) keep_segments(tables, facts);
  constexpr std::size_t kDiscounts = 0, kPointsAndStamps = 1;
  if (facts.priced_by_pos) keep(rows.rewards.row(kPointsAndStamps));
  if (facts.member == nullptr) keep(rows.rewards.row(kDiscounts));
}

void LiveOffers::keep(std::span<const std::uint64_t> row) {
  for (std::size_t word = 0; word < words_.size(); ++word) words_[word] &= row[word];
}

/// `segments_any`: offers that ask for none, and those of any segment of the member.
void LiveOffers::keep_segments(const OfferTables& tables, const SaleFacts& facts) {
  const BitRows& rows = tables.live.segments;
  const auto unasked = rows.row(tables.segments.size());
  of_segments_.assign(unasked.begin(), unasked.end());
  for (std::size_t word = 0; word < facts.segments.size(); ++word) {
    for (std::uint64_t bits = facts.segments[word]; bits != 0; bits &= bits - 1) {
      const auto row = rows.row(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
      for (std::size_t i = 0; i < of_segments_.size(); ++i) of_segments_[i] |= row[i];
    }
  }
  keep(of_segments_);
}

}  // namespace kazasu::pricing
