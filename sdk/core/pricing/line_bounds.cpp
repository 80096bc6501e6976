#include "pricing/line_bounds.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace kazasu::pricing {

bool LineBounds::separable(const CompiledOffer& offer) {
  if (offer.kind == RewardKind::percent_off) return true;
  return (offer.kind == RewardKind::amount_off_unit || offer.kind == RewardKind::unit_price) && offer.per_basket == 0;
}

void LineBounds::prepare(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                         Rounding rounding, std::span<const Number> places, std::span<const Number> lines,
                         const NetState& nets) {
  basket_ = &basket;
  candidates_ = &candidates;
  places_ = places;
  lines_ = lines;
  rounding_term_ = rounding_term(rounding);
  index_of_line_.resize(basket.lines.size());
  last_of_group_.resize(tables.groups.size(), kNone);
  count_of_group_.resize(tables.groups.size(), 0);
  most_of_line_.resize(tables.groups.size(), 0);
  most_by_line_.resize(tables.groups.size(), 0);
  lowest_.assign(lines.size(), 0);
  stamp_.assign(lines.size(), 0);
  step_ = 0;
  next_in_group_.assign(places.size(), kNone);
  first_in_group_.assign(places.size(), kNone);
  assumed_.assign(places.size(), Assumed::nothing);
  counted_.assign(places.size(), 0);
  for (Number i = 0; i < lines.size(); ++i) index_of_line_[lines[i]] = i;
  for (Number at = 0; at < places.size(); ++at) {
    const CompiledOffer& offer = *candidates.all[places[at]].offer;
    counted_[at] = separable(offer) ? 1 : 0;
    if (offer.group == kNone) continue;
    Number& last = last_of_group_[offer.group];
    first_in_group_[at] = last == kNone ? at : first_in_group_[last];
    if (last != kNone) next_in_group_[last] = at;
    last = at;
  }
  for (const Number place : places) {
    if (candidates.all[place].offer->group != kNone) last_of_group_[candidates.all[place].offer->group] = kNone;
  }
  list_entries();
  set_groups_aside(nets);
  number_groups();
}

/// By line, in order of application.
void LineBounds::list_entries() {
  begin_.assign(lines_.size() + 1, 0);
  for (Number at = 0; at < places_.size(); ++at) {
    if (counted_[at] == 0) continue;
    for (const Number line : candidates_->target(candidates_->all[places_[at]])) ++begin_[index_of_line_[line] + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  entries_.resize(begin_.back());
  for (Number at = 0; at < places_.size(); ++at) {
    if (counted_[at] == 0) continue;
    const Candidate& candidate = candidates_->all[places_[at]];
    const CompiledOffer& offer = *candidate.offer;
    for (const Number line : candidates_->target(candidate)) {
      Int value = offer.kind == RewardKind::percent_off ? offer.basis_points : offer.amount;
      if (offer.kind == RewardKind::amount_off_unit) value *= basket_->lines[line].line->quantity;
      // begin_ moves to the end of the line while it is filled, and is set back below.
      entries_[begin_[index_of_line_[line]]++] = {at, offer.group, offer.kind, kAlone, value};
    }
  }
  for (std::size_t i = begin_.size() - 1; i > 0; --i) begin_[i] = begin_[i - 1];
  begin_.front() = 0;
}

/// Groups that would take off much more if each line could have its own best offer than the best offer does: counting
/// them in by line would bound nothing.
void LineBounds::set_groups_aside(const NetState& nets) {
  off_of_.assign(places_.size(), 0);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto entries = std::span{entries_}.subspan(begin_[i], begin_[i + 1] - begin_[i]);
    const Int net = nets.line(lines_[i]);
    const auto units = nets.units_of(basket_->lines[lines_[i]]);
    const Int dearest = *std::max_element(units.begin(), units.end());
    for (const Entry& entry : entries) {
      const Int off = net - left_of(entry, net, lines_[i], dearest);
      off_of_[entry.at] += off;
      if (entry.group != kNone) most_of_line_[entry.group] = std::max(most_of_line_[entry.group], off);
    }
    for (const Entry& entry : entries) {
      if (entry.group == kNone) continue;
      most_by_line_[entry.group] += most_of_line_[entry.group];
      most_of_line_[entry.group] = 0;
    }
  }
  for (Number first = 0; first < places_.size(); ++first) {
    if (first_in_group_[first] != first) continue;
    Int most = 0;
    for (Number at = first; at != kNone; at = next_in_group_[at]) most = std::max(most, off_of_[at]);
    Int& by_line = most_by_line_[candidates_->all[places_[first]].offer->group];
    // Apart from the lines, an offer is bounded by what it takes off now, before others do: that costs up to a quarter.
    const bool aside = by_line - by_line / 4 > most;
    by_line = 0;
    for (Number at = first; at != kNone && aside; at = next_in_group_[at]) counted_[at] = 0;
  }
}

/// A group with one offer on a line needs no telling apart there.
void LineBounds::number_groups() {
  bits_.assign(lines_.size(), 0);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto entries = std::span{entries_}.subspan(begin_[i], begin_[i + 1] - begin_[i]);
    for (const Entry& entry : entries) {
      if (entry.group != kNone && counted_[entry.at] != 0) ++count_of_group_[entry.group];
    }
    for (Entry& entry : entries) {
      if (entry.group == kNone || count_of_group_[entry.group] < 2) continue;
      Number& bit = last_of_group_[entry.group];
      if (bit == kNone && bits_[i] < kGroupsMax) bit = bits_[i]++;
      if (bit != kNone) entry.bit = static_cast<std::uint8_t>(bit);
    }
    for (const Entry& entry : entries) {
      if (entry.group == kNone) continue;
      count_of_group_[entry.group] = 0;
      last_of_group_[entry.group] = kNone;
    }
  }
}

Int LineBounds::left_of(const Entry& entry, Int net, Number line, Int dearest) const {
  switch (entry.kind) {
    case RewardKind::percent_off: return net - (net * entry.value + rounding_term_) / kTenThousand;
    case RewardKind::amount_off_unit: return std::max<Int>(0, net - entry.value);
    default:  // unit_price: each unit keeps at least price / dearest of its net
      if (dearest <= entry.value) return net;
      if (basket_->lines[line].line->quantity == 1) return std::min(net, entry.value);
      return divide(static_cast<Wide>(net) * entry.value, dearest, Rounding::ceiling);
  }
}

Int LineBounds::reckon(Number line, Number from, const NetState& nets,
                       std::span<const std::uint8_t> group_closed) const {
  const Number index = index_of_line_[line];
  constexpr Int kUnreached = std::numeric_limits<Int>::max();
  std::array<Int, std::size_t{1} << kGroupsMax> lowest;  // by set of groups used
  const std::size_t sets = std::size_t{1} << bits_[index];
  lowest[0] = nets.line(line);
  std::fill(lowest.begin() + 1, lowest.begin() + static_cast<std::ptrdiff_t>(sets), kUnreached);
  const auto units = nets.units_of(basket_->lines[line]);
  const Int dearest = units.size() == 1 ? units.front() : *std::max_element(units.begin(), units.end());
  const auto entries = std::span{entries_}.subspan(begin_[index], begin_[index + 1] - begin_[index]);
  for (const Entry& entry : entries) {
    const Assumed assumed = assumed_[entry.at];
    if (assumed == Assumed::left) continue;
    const bool taken = assumed == Assumed::taken;
    if (!taken &&
        (entry.at < from || counted_[entry.at] == 0 || (entry.group != kNone && group_closed[entry.group] != 0)))
      continue;
    if (taken || entry.bit == kAlone) {
      for (std::size_t set = 0; set < sets; ++set) {
        if (lowest[set] != kUnreached) lowest[set] = left_of(entry, lowest[set], line, dearest);
      }
      continue;
    }
    const std::size_t bit = std::size_t{1} << entry.bit;
    for (std::size_t set = 0; set < sets; ++set) {
      if ((set & bit) != 0 || lowest[set] == kUnreached) continue;
      lowest[set | bit] = std::min(lowest[set | bit], left_of(entry, lowest[set], line, dearest));
    }
  }
  return *std::min_element(lowest.begin(), lowest.begin() + static_cast<std::ptrdiff_t>(sets));
}

void LineBounds::reset(const NetState& nets, std::span<const std::uint8_t> group_closed, Number from) {
  trail_.clear();
  sum_ = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    lowest_[i] = reckon(lines_[i], from, nets, group_closed);
    sum_ += lowest_[i];
  }
}

void LineBounds::update(Number line, Number from, const NetState& nets, std::span<const std::uint8_t> group_closed) {
  const Number index = index_of_line_[line];
  if (stamp_[index] == step_) return;
  stamp_[index] = step_;
  const Int lowest = reckon(line, from, nets, group_closed);
  if (lowest == lowest_[index]) return;
  trail_.push_back({index, lowest_[index]});
  sum_ += lowest - lowest_[index];
  lowest_[index] = lowest;
}

void LineBounds::decided(Number at, bool closed_group, const NetState& nets,
                         std::span<const std::uint8_t> group_closed) {
  ++step_;
  const auto update_target = [&](Number of) {
    for (const Number line : candidates_->target(candidates_->all[places_[of]]))
      update(line, at + 1, nets, group_closed);
  };
  update_target(at);
  if (!closed_group) return;
  for (Number other = next_in_group_[at]; other != kNone; other = next_in_group_[other]) {
    if (counted_[other] != 0) update_target(other);
  }
}

void LineBounds::refresh(Number at, const NetState& nets, std::span<const std::uint8_t> group_closed) {
  ++step_;
  for (const Number line : candidates_->target(candidates_->all[places_[at]])) update(line, 0, nets, group_closed);
}

void LineBounds::refresh_group(Number first, const NetState& nets, std::span<const std::uint8_t> group_closed) {
  ++step_;
  for (Number at = first; at != kNone; at = next_in_group_[at]) {
    if (!separable(*candidates_->all[places_[at]].offer)) continue;
    for (const Number line : candidates_->target(candidates_->all[places_[at]])) update(line, 0, nets, group_closed);
  }
}

void LineBounds::go_back(std::size_t mark) {
  for (; trail_.size() > mark; trail_.pop_back()) {
    sum_ += trail_.back().lowest - lowest_[trail_.back().line];
    lowest_[trail_.back().line] = trail_.back().lowest;
  }
}

}  // namespace kazasu::pricing
