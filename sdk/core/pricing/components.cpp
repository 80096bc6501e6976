#include "pricing/components.hpp"

#include <algorithm>
#include <numeric>

namespace kazasu::pricing {

void Components::split(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
                       std::span<const std::uint8_t> dropped) {
  dropped_ = dropped;
  basket_ = &basket;
  candidates_ = &candidates;
  parts.clear();
  clusters.clear();
  places.clear();
  lines.clear();
  parent_.resize(candidates.all.size());
  std::iota(parent_.begin(), parent_.end(), Number{0});
  line_owner_.assign(basket.lines.size(), kNone);
  group_owner_.resize(tables.groups.size(), kNone);
  line_seen_.assign(basket.lines.size(), 0);
  shared_owner_ = kNone;
  unite_stage(Stage::unit);
  collect_parts();
  unite_stage(Stage::basket);
  collect_clusters();
  for (const Candidate& candidate : candidates.all) {
    if (candidate.offer->group != kNone) group_owner_[candidate.offer->group] = kNone;
  }
}

Number Components::root(Number place) {
  while (parent_[place] != place) place = parent_[place] = parent_[parent_[place]];
  return place;
}

void Components::unite(Number a, Number b) {
  // The root is the earliest place, so that sets come in the order of their first candidates.
  const Number root_a = root(a);
  const Number root_b = root(b);
  parent_[std::max(root_a, root_b)] = std::min(root_a, root_b);
}

void Components::unite_stage(Stage stage) {
  members_.clear();
  for (Number place = 0; place < candidates_->all.size(); ++place) {
    const Candidate& candidate = candidates_->all[place];
    if (candidate.offer->stage != stage || candidate.offer->exclusive || dropped_[place] != 0) continue;
    members_.push_back(place);
    const auto join = [&](Number& owner) {
      if (owner == kNone) {
        owner = place;
      } else {
        unite(owner, place);
      }
    };
    // Offers for every line share one target list: after the first, joining that one does.
    if (shared_owner_ != kNone && candidate.lines.begin == candidates_->all[shared_owner_].lines.begin) {
      unite(shared_owner_, place);
    } else {
      for (const Number line : candidates_->target(candidate)) join(line_owner_[line]);
      if (candidates_->every_line(candidate)) shared_owner_ = place;
    }
    if (candidate.offer->group != kNone) join(group_owner_[candidate.offer->group]);
  }
}

Range Components::collect_lines(std::span<const Number> of_places) {
  Range range{static_cast<Number>(lines.size()), 0};
  Number last_begin = kNone;
  for (const Number place : of_places) {
    if (candidates_->all[place].lines.begin == last_begin) continue;  // the same shared list
    last_begin = candidates_->all[place].lines.begin;
    for (const Number line : candidates_->target(candidates_->all[place])) {
      if (line_seen_[line] != 0) continue;
      line_seen_[line] = 1;
      lines.push_back(line);
    }
  }
  range.end = static_cast<Number>(lines.size());
  std::sort(lines.begin() + range.begin, lines.end());
  for (Number i = range.begin; i < range.end; ++i) line_seen_[lines[i]] = 0;
  return range;
}

/// Sorts the stage-1 candidates by part, in a part by application.
void Components::collect_parts() {
  part_of_.assign(candidates_->all.size(), kNone);
  set_of_root_.assign(candidates_->all.size(), kNone);
  for (const Number place : members_) {
    Number& part = set_of_root_[root(place)];
    if (part == kNone) {
      part = static_cast<Number>(parts.size());
      parts.emplace_back();
    }
    part_of_[place] = part;
    ++parts[part].candidates.end;
  }
  Number begin = static_cast<Number>(places.size());
  for (Part& part : parts) {
    const Number count = part.candidates.end;
    part.candidates = {begin, begin};
    begin += count;
  }
  places.resize(begin);
  for (const Number place : members_) places[parts[part_of_[place]].candidates.end++] = place;
  for (Part& part : parts) part.lines = collect_lines(places_of(part.candidates));
}

/// Without offers of stage 2 nothing ties parts together.
void Components::each_part_a_cluster() {
  for (Number part = 0; part < parts.size(); ++part) {
    const Range candidates = parts[part].candidates;
    clusters.push_back({{part, part + 1}, {}, parts[part].lines, candidates.end - candidates.begin});
    for (const Number place : places_of(candidates)) cluster_of_place_[place] = part;
  }
}

/// Sorts parts and stage-2 candidates by cluster.
void Components::collect_clusters() {
  cluster_of_place_.assign(candidates_->all.size(), kNone);
  if (members_.empty()) return each_part_a_cluster();
  set_of_root_.assign(candidates_->all.size(), kNone);
  const auto cluster_of = [&](Number place) -> Number {
    Number& cluster = set_of_root_[root(place)];
    if (cluster == kNone) {
      cluster = static_cast<Number>(clusters.size());
      clusters.emplace_back();
    }
    return cluster;
  };
  cluster_of_part_.clear();
  for (const Part& part : parts) {
    cluster_of_part_.push_back(cluster_of(places[part.candidates.begin]));
    Cluster& cluster = clusters[cluster_of_part_.back()];
    ++cluster.parts.end;
    cluster.size += part.candidates.end - part.candidates.begin;
  }
  for (const Number place : members_) {
    Cluster& cluster = clusters[cluster_of(place)];
    ++cluster.candidates.end;
    ++cluster.size;
  }
  Number first_part = 0;
  Number first_place = static_cast<Number>(places.size());
  for (Cluster& cluster : clusters) {
    const Number part_count = cluster.parts.end;
    const Number place_count = cluster.candidates.end;
    cluster.parts = {first_part, first_part};
    cluster.candidates = {first_place, first_place};
    first_part += part_count;
    first_place += place_count;
  }
  sorted_parts_.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) sorted_parts_[clusters[cluster_of_part_[i]].parts.end++] = parts[i];
  parts.swap(sorted_parts_);
  places.resize(first_place);
  for (const Number place : members_) places[clusters[cluster_of(place)].candidates.end++] = place;
  for (Cluster& cluster : clusters) {
    targeted_.clear();
    for (Number i = cluster.parts.begin; i < cluster.parts.end; ++i) {
      const auto of_part = places_of(parts[i].candidates);
      targeted_.insert(targeted_.end(), of_part.begin(), of_part.end());
    }
    const auto of_basket = places_of(cluster.candidates);
    targeted_.insert(targeted_.end(), of_basket.begin(), of_basket.end());
    cluster.lines = collect_lines(targeted_);
    for (const Number place : targeted_) cluster_of_place_[place] = static_cast<Number>(&cluster - clusters.data());
  }
}

}  // namespace kazasu::pricing
