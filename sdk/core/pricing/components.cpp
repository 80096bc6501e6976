#include "pricing/components.hpp"

#include <algorithm>

namespace kazasu::pricing {

void Components::split(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                       std::span<const std::uint8_t> dropped) {
  dropped_ = dropped;
  candidates_ = &candidates;
  parts.clear();
  clusters.clear();
  places.clear();
  lines.clear();
  sets_.clear();
  line_set_.assign(basket.lines.size(), kNone);
  group_set_.resize(tables.groups.size(), kNone);
  cluster_of_place_.assign(candidates.all.size(), kNone);
  const Number first_of_basket_stage = unite_stage(Stage::unit, 0);
  collect_parts();
  const Number end = unite_stage(Stage::basket, first_of_basket_stage);
  if (members_.empty()) {
    each_part_a_cluster();
  } else {
    collect_clusters();
  }
  for (Number place = 0; place < end; ++place) {
    const Number group = candidates.all[place].offer->group;
    if (group != kNone) group_set_[group] = kNone;
  }
}

/// Fills members_ with the stage's candidates from `first` on; returns the first of a later stage.
Number Components::unite_stage(Stage stage, Number first) {
  members_.clear();
  every_line_joined_ = false;
  Number place = first;
  for (; place < candidates_->all.size() && candidates_->all[place].offer->stage == stage; ++place) {
    if (!candidates_->all[place].offer->exclusive && dropped_[place] == 0) join(place);
  }
  return place;
}

/// Into the sets of its lines and of its group, which it makes one; or into a new one.
void Components::join(Number place) {
  const Candidate& candidate = candidates_->all[place];
  auto target = candidates_->target(candidate);
  // Offers for every line share one target list: after the first, any line stands for all.
  if (candidate.offer->every_line) {
    if (every_line_joined_) target = target.first(1);
    every_line_joined_ = true;
  }
  Number set = kNone;
  const auto meet = [&](Number other) {
    if (other == kNone || other == set) return;
    const Number root = sets_.root(other);
    if (root != set) set = set == kNone ? root : sets_.unite(set, root);
  };
  for (const Number line : target) meet(line_set_[line]);
  const Number group = candidate.offer->group;
  if (group != kNone) meet(group_set_[group]);
  if (set == kNone) set = sets_.add();
  for (const Number line : target) line_set_[line] = set;
  if (group != kNone) group_set_[group] = set;
  members_.push_back({place, set});
}

/// Numbers the sets that stand, in the order of their first candidates; returns how many.
Number Components::number_roots() {
  number_of_set_.resize(sets_.size());
  Number count = 0;
  for (Number set = 0; set < sets_.size(); ++set) {
    const Number root = sets_.root(set);
    number_of_set_[set] = root == set ? count++ : number_of_set_[root];
  }
  return count;
}

/// Sorts the lines that are targeted by part or cluster. Lines without a set have a range of their own, the last.
template <class RangeOf>
void Components::list_lines(Number count, RangeOf range_of) {
  number_of_set_.push_back(count);
  const auto none = static_cast<Number>(number_of_set_.size() - 1);
  ranges_.assign(count + std::size_t{1}, {});
  for (const Number set : line_set_) ++ranges_[number_of_set_[std::min(set, none)]].end;
  auto begin = static_cast<Number>(lines.size());
  for (Range& range : ranges_) {
    const Number size = range.end;
    range = {begin, begin};
    begin += size;
  }
  lines.resize(begin);
  Number line = 0;
  for (const Number set : line_set_) lines[ranges_[number_of_set_[std::min(set, none)]].end++] = line++;
  lines.resize(ranges_.back().begin);
  for (Number number = 0; number < count; ++number) range_of(number) = ranges_[number];
}

/// Sorts the stage-1 candidates by part, in a part by application.
void Components::collect_parts() {
  const Number count = number_roots();
  parts.resize(count);
  for (const Member member : members_) ++parts[number_of_set_[member.set]].candidates.end;
  Number begin = 0;
  for (Part& part : parts) {
    const Number size = part.candidates.end;
    part.candidates = {begin, begin};
    begin += size;
  }
  places.resize(begin);
  for (const Member member : members_) {
    const Number part = number_of_set_[member.set];
    places[parts[part].candidates.end++] = member.place;
    cluster_of_place_[member.place] = part;  // unless stage 2 ties parts together
  }
  list_lines(count, [&](Number part) -> Range& { return parts[part].lines; });
}

/// Without offers of stage 2 nothing ties parts together.
void Components::each_part_a_cluster() {
  for (Number part = 0; part < parts.size(); ++part) {
    const Range candidates = parts[part].candidates;
    clusters.push_back({{part, part + 1}, {}, parts[part].lines, candidates.end - candidates.begin});
  }
}

/// Sorts parts and stage-2 candidates by cluster.
void Components::collect_clusters() {
  part_set_.resize(parts.size());
  for (Number set = 0; set + 1 < number_of_set_.size(); ++set) part_set_[number_of_set_[set]] = set;
  const Number count = number_roots();
  clusters.resize(count);
  const auto cluster_of_part = [&](std::size_t part) { return number_of_set_[part_set_[part]]; };
  for (std::size_t part = 0; part < parts.size(); ++part) {
    Cluster& cluster = clusters[cluster_of_part(part)];
    ++cluster.parts.end;
    cluster.size += parts[part].candidates.end - parts[part].candidates.begin;
  }
  for (const Member member : members_) {
    Cluster& cluster = clusters[number_of_set_[member.set]];
    ++cluster.candidates.end;
    ++cluster.size;
  }
  Number first_part = 0;
  auto first_place = static_cast<Number>(places.size());
  for (Cluster& cluster : clusters) {
    const Number part_count = cluster.parts.end;
    const Number place_count = cluster.candidates.end;
    cluster.parts = {first_part, first_part};
    cluster.candidates = {first_place, first_place};
    first_part += part_count;
    first_place += place_count;
  }
  sorted_parts_.resize(parts.size());
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const Number cluster = cluster_of_part(part);
    sorted_parts_[clusters[cluster].parts.end++] = parts[part];
    for (const Number place : places_of(parts[part].candidates)) cluster_of_place_[place] = cluster;
  }
  parts.swap(sorted_parts_);
  places.resize(first_place);
  for (const Member member : members_) {
    const Number cluster = number_of_set_[member.set];
    places[clusters[cluster].candidates.end++] = member.place;
    cluster_of_place_[member.place] = cluster;
  }
  list_lines(count, [&](Number cluster) -> Range& { return clusters[cluster].lines; });
}

}  // namespace kazasu::pricing
