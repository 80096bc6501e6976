#include "pricing/live_rows.hpp"

#include <algorithm>
#include <bit>
#include <climits>

#include "pricing/condition.hpp"

namespace kazasu::pricing {
namespace {

constexpr std::uint32_t kEveryMonthDay = 0xffff'ffff;
constexpr std::uint8_t kEveryWeekday = 0x7f;

template <class Value>
void sort_unique(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

class LiveRowsCompiler {
 public:
  explicit LiveRowsCompiler(const OfferTables& tables) : tables_(tables), count_(tables.conditions.size()) {}

  LiveRows compile() {
    fill(rows_.weekdays, 7, [](const CompiledCondition& c, std::size_t row) { return (c.weekdays >> row & 1) != 0; });
    compile_month_days();
    compile_hours();
    compile_days();
    compile_ranks();
    compile_segments();
    fill(rows_.rewards, 2, [](const CompiledCondition& c, std::size_t row) { return c.discounts == (row == 0); });
    fill(rows_.settled, 1, [&](const CompiledCondition& c, std::size_t) { return settled(c); });
    return std::move(rows_);
  }

 private:
  template <class Holds>
  void fill(BitRows& rows, std::size_t size, Holds holds) {
    rows.start(size, count_);
    for (std::size_t offer = 0; offer < count_; ++offer) {
      for (std::size_t row = 0; row < size; ++row) {
        if (holds(tables_.conditions[offer], row)) rows.set(row, offer);
      }
    }
  }

  void compile_month_days() {
    const auto asks = [](const CompiledCondition& c) { return c.month_days != kEveryMonthDay; };
    if (std::none_of(tables_.conditions.begin(), tables_.conditions.end(), asks)) return;
    fill(rows_.month_days, 32,
         [](const CompiledCondition& c, std::size_t day) { return (c.month_days >> day & 1) != 0; });
  }

  void compile_hours() {
    std::vector<std::int32_t> edges{0};
    for (const HourWindow& window : tables_.hours) {
      edges.push_back(window.from.minutes);
      edges.push_back(window.to.minutes);
    }
    sort_unique(edges);
    if (edges.size() == 1 || edges.size() > LiveRows::kHourSlotsMax) return;
    rows_.hour_edges = std::move(edges);
    fill(rows_.hours, rows_.hour_edges.size(), [&](const CompiledCondition& c, std::size_t slot) {
      return in_hours(tables_, c.hours, rows_.hour_edges[slot]);
    });
  }

  void compile_days() {
    std::vector<std::int32_t> edges{INT32_MIN};
    for (const CompiledCondition& condition : tables_.conditions) {
      edges.push_back(condition.from_day);
      if (condition.to_day != INT32_MAX) edges.push_back(condition.to_day + 1);
    }
    sort_unique(edges);
    if (edges.size() == 1 || edges.size() > LiveRows::kDaySlotsMax) return;
    rows_.day_edges = std::move(edges);
    fill(rows_.days, rows_.day_edges.size(), [&](const CompiledCondition& c, std::size_t slot) {
      return rows_.day_edges[slot] >= c.from_day && rows_.day_edges[slot] <= c.to_day;
    });
  }

  void compile_ranks() {
    const std::size_t known = tables_.ranks.size();
    if (known == 0 || known > LiveRows::kRanksMax) return;
    rows_.ranks.start(known + 1, count_);
    for (std::size_t offer = 0; offer < count_; ++offer) {
      const Range ranks = tables_.conditions[offer].ranks;
      if (ranks.empty()) {
        for (std::size_t row = 0; row <= known; ++row) rows_.ranks.set(row, offer);
      }
      for (Number i = ranks.begin; i < ranks.end; ++i) rows_.ranks.set(tables_.names[i], offer);
    }
  }

  void compile_segments() {
    const std::size_t known = tables_.segments.size();
    if (known == 0 || known > LiveRows::kSegmentsMax) return;
    rows_.segments.start(known + 1, count_);
    for (std::size_t offer = 0; offer < count_; ++offer) {
      const Range any = tables_.conditions[offer].segments_any;
      if (any.empty()) rows_.segments.set(known, offer);
      for (Number i = any.begin; i < any.end; ++i) {
        const SegmentMask mask = tables_.segment_masks[i];
        for (std::uint64_t bits = mask.bits; bits != 0; bits &= bits - 1) {
          rows_.segments.set(mask.word * std::size_t{64} + static_cast<std::size_t>(std::countr_zero(bits)), offer);
        }
      }
    }
  }

  [[nodiscard]] bool settled(const CompiledCondition& c) const {
    const bool days = (c.from_day == INT32_MIN && c.to_day == INT32_MAX) || !rows_.days.empty();
    const bool hours = c.hours.empty() || !rows_.hours.empty();
    const bool ranks = c.ranks.empty() || !rows_.ranks.empty();
    const bool segments = c.segments_any.empty() || !rows_.segments.empty();
    const bool others =
        c.coupon || c.limited || c.rare_lists || c.birthday_month || c.first_visit || c.min_assurance >= 0;
    return days && hours && ranks && segments && !others;
  }

  const OfferTables& tables_;
  std::size_t count_;
  LiveRows rows_;
};

}  // namespace

std::size_t LiveRows::bytes() const {
  std::size_t sum = (hour_edges.capacity() + day_edges.capacity()) * sizeof(std::int32_t);
  for (const BitRows* rows : {&weekdays, &month_days, &hours, &days, &ranks, &segments, &rewards, &settled}) {
    sum += rows->bytes();
  }
  return sum;
}

LiveRows compile_live_rows(const OfferTables& tables) {
  return LiveRowsCompiler{tables}.compile();
}

}  // namespace kazasu::pricing
