#include "pricing/cluster_search.hpp"

#include <algorithm>
#include <limits>

namespace kazasu::pricing {

void ClusterSearch::prepare(const Input& input, NetState& nets, OfferStages& stages) {
  input_ = input;
  nets_ = &nets;
  stages_ = &stages;
  sequence_.prepare(*input.tables, *input.basket, *input.candidates);
  for (const Number group : groups_wanted_) wanted_groups_[group] = 0;
  groups_wanted_.clear();
  wanted_groups_.resize(input.tables->groups.size(), 0);
  const auto want = [&](Range places, WantedBy by) {
    for (Number place = places.begin; place < places.end; ++place) {
      const CompiledOffer& offer = *input.candidates->all[place].offer;
      if (offer.group == kNone || offer.exclusive) continue;
      wanted_groups_[offer.group] |= by;
      groups_wanted_.push_back(offer.group);
    }
  };
  want(input.candidates->of_stage(Stage::basket), kBasketStage);
  want(input.candidates->of_stage(Stage::points), kPoints);
}

Discount ClusterSearch::discount(Number place) const {
  const Candidate& candidate = input_.candidates->all[place];
  return {candidate.offer, input_.candidates->target(candidate)};
}

std::span<const Number> ClusterSearch::lines_of_part(const Cluster& cluster, std::size_t part) const {
  return input_.components->lines_of(input_.components->parts[cluster.parts.begin + part].lines);
}

void ClusterSearch::set_margins(const Cluster& cluster) {
  final_.for_total(*input_.tables, *input_.basket, input_.components->lines_of(cluster.lines));
  if (cluster.candidates.empty()) return;
  before_basket_stage_.for_basket_stage(*input_.tables, *input_.basket, *input_.candidates, *input_.components, cluster,
                                        after_units(cluster));
}

bool ClusterSearch::reduce(const Cluster& cluster, Options& options, std::span<std::uint8_t> dropped) {
  const Components& components = *input_.components;
  bool any = false;
  bool margins_set = false;
  for (Number i = cluster.parts.begin; i < cluster.parts.end; ++i) {
    const Part& part = components.parts[i];
    if (part.candidates.end - part.candidates.begin < input_.bounds.big_part) continue;
    if (!margins_set) set_margins(cluster);
    margins_set = true;
    collector_.start(options, *input_.candidates, purpose_of(part, !cluster.candidates.empty()));
    const SequenceSearch::Task task{components.places_of(part.candidates), components.lines_of(part.lines), {}};
    if (sequence_.reduce(task, *nets_, *stages_, collector_, dropped)) any = true;
  }
  return any;
}

ClusterAnswer ClusterSearch::run(const Cluster& cluster, Options& options) {
  const Components& components = *input_.components;
  const auto lines = components.lines_of(cluster.lines);
  budget_ = {input_.bounds.steps, cluster.size > input_.bounds.exact_candidates, false};
  set_margins(cluster);
  part_options_.clear();
  part_lowest_.clear();
  const bool basket_stage = !cluster.candidates.empty();
  for (Number i = cluster.parts.begin; i < cluster.parts.end; ++i) {
    part_options_.push_back(search_part(components.parts[i], options, basket_stage));
  }
  ClusterAnswer answer;
  if (!basket_stage) {
    answer.options = part_options_.front();
    answer.lowest_sum = part_lowest_.front();
  } else {
    collector_.start(options, *input_.candidates,
                     {lines, &final_, final_.uniform() && !input_.points_matter, false, groups_wanted()});
    combine_parts(cluster, options);
    answer.options = collector_.finish();
    if (budget_.exhausted) answer.lowest_sum = lowest_sum_with_basket_stage(cluster);
  }
  answer.complete = !budget_.exhausted;
  if (answer.complete) answer.lowest_sum = options.all[answer.options.begin].sum;
  return answer;
}

/// Only amounts of stage 2 ask how low stage 1 can come.
AfterUnits ClusterSearch::after_units(const Cluster& cluster) {
  const Components& components = *input_.components;
  AfterUnits after;
  const auto stage_2 = components.places_of(cluster.candidates);
  const bool asked = std::any_of(stage_2.begin(), stage_2.end(), [&](Number place) {
    return input_.candidates->all[place].offer->kind == RewardKind::basket_amount_off;
  });
  if (!asked) return after;
  lowest_.assign(nets_->lines().begin(), nets_->lines().end());
  for (Number i = cluster.parts.begin; i < cluster.parts.end; ++i) {
    const Part& part = components.parts[i];
    after.spread += sequence_.bound({components.places_of(part.candidates), components.lines_of(part.lines), {}},
                                    *nets_, *stages_, lowest_);
  }
  after.lowest = lowest_;
  return after;
}

OptionPurpose ClusterSearch::purpose_of(const Part& part, bool basket_stage_follows) const {
  const auto lines = input_.components->lines_of(part.lines);
  if (basket_stage_follows) return {lines, &before_basket_stage_, false, true, groups_wanted()};
  return {lines, &final_, final_.uniform() && !input_.points_matter, false, groups_wanted()};
}

Range ClusterSearch::search_part(const Part& part, Options& options, bool basket_stage_follows) {
  const auto lines = input_.components->lines_of(part.lines);
  collector_.start(options, *input_.candidates, purpose_of(part, basket_stage_follows));
  const Int left_out =
      sequence_.run({input_.components->places_of(part.candidates), lines, {}}, *nets_, *stages_, collector_, budget_);
  part_lowest_.push_back(std::min(left_out, collector_.reference().sum));
  return collector_.finish();
}

/// Counts through the parts' options like an odometer; leaves out combinations whose proven losses add up to certainty.
void ClusterSearch::combine_parts(const Cluster& cluster, Options& options) {
  at_.clear();
  for (const Range range : part_options_) at_.push_back(range.begin);
  while (true) {
    try_combination(cluster, options);
    std::size_t part = 0;
    for (; part < at_.size(); ++part) {
      ++at_[part];
      Wide loss = 0;
      for (std::size_t i = 0; i < at_.size() && at_[part] < part_options_[part].end; ++i)
        loss += options.all[at_[i]].loss;
      // Options stand by loss: a part's later ones lose more still.
      if (at_[part] < part_options_[part].end && loss < before_basket_stage_.threshold() && budget_.take_step()) break;
      at_[part] = part_options_[part].begin;
    }
    if (part == at_.size()) return;
  }
}

void ClusterSearch::try_combination(const Cluster& cluster, Options& options) {
  const NetState::Mark start = nets_->mark();
  picks_.clear();
  for (std::size_t part = 0; part < at_.size(); ++part) {
    const Option& option = options.all[at_[part]];
    const auto lines = lines_of_part(cluster, part);
    const auto nets = options.nets_of(option, lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Int off = nets_->line(lines[i]) - nets[i];
      if (off != 0) nets_->reduce_line(lines[i], off);
    }
    const auto picks = options.picks_of(option);
    picks_.insert(picks_.end(), picks.begin(), picks.end());
  }
  sequence_.run({input_.components->places_of(cluster.candidates), input_.components->lines_of(cluster.lines), picks_},
                *nets_, *stages_, collector_, budget_);
  nets_->go_back(start);
}

/// The parts' lowest sums, less all that stage 2 could take off the starting nets.
Int ClusterSearch::lowest_sum_with_basket_stage(const Cluster& cluster) {
  Int sum = 0;
  for (const Number line : input_.components->lines_of(cluster.lines)) sum += nets_->line(line);
  for (std::size_t part = 0; part < part_lowest_.size(); ++part) {
    for (const Number line : lines_of_part(cluster, part)) sum -= nets_->line(line);
    sum += part_lowest_[part];
  }
  const auto stage_2 = input_.components->places_of(cluster.candidates);
  for (std::size_t i = 0; i < stage_2.size(); ++i) {
    const Number group = input_.candidates->all[stage_2[i]].offer->group;
    const Int most = stages_->most_off(discount(stage_2[i]), *nets_);
    most_off_.resize(std::max<std::size_t>(most_off_.size(), stage_2[i] + std::size_t{1}));
    most_off_[stage_2[i]] = most;
    Int of_group_before = 0;
    for (std::size_t j = 0; j < i && group != kNone; ++j) {
      if (input_.candidates->all[stage_2[j]].offer->group == group) {
        of_group_before = std::max(of_group_before, most_off_[stage_2[j]]);
      }
    }
    sum -= std::max<Int>(0, most - of_group_before);
  }
  return std::max<Int>(0, sum);
}

}  // namespace kazasu::pricing
