#include "pricing/option_collector.hpp"

#include <algorithm>

namespace kazasu::pricing {
namespace {

constexpr std::size_t kFirstBuckets = 16;

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15U + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdU;
}

}  // namespace

void OptionCollector::start(Options& options, const Candidates& candidates, const OptionPurpose& purpose) {
  options_ = &options;
  candidates_ = &candidates;
  purpose_ = purpose;
  begin_ = reference_ = options.all.size();
  buckets_.clear();
}

void OptionCollector::collect_groups(std::span<const Number> picks) {
  groups_.clear();
  if (purpose_.wanted_groups.empty()) return;
  for (const Number place : picks) {
    const Number group = candidates_->all[place].offer->group;
    if (group != kNone && purpose_.wanted_groups[group] != 0) groups_.push_back(group);
  }
  std::sort(groups_.begin(), groups_.end());
}

/// Whether every group that the reference takes, an option that takes `groups` takes too.
bool OptionCollector::groups_allow(std::span<const Number> groups) const {
  if (!purpose_.groups_bind) return true;
  const auto of_reference = options_->groups_of(reference());
  return std::includes(groups.begin(), groups.end(), of_reference.begin(), of_reference.end());
}

Wide OptionCollector::loss_of(std::span<const Int> nets, Int sum) const {
  if (purpose_.margin->uniform()) return static_cast<Wide>(sum - reference().sum) * Margin::kScale;
  return purpose_.margin->loss(purpose_.lines, nets, options_->nets_of(reference(), nets.size()));
}

bool OptionCollector::hopeless(std::span<const Int> nets, Int sum, Int spread, std::span<const Number> picks) {
  if (empty()) return false;
  const Option& best = reference();
  if (purpose_.margin->surely_below_threshold(sum - spread, best.sum)) return false;
  if (purpose_.groups_bind && !best.groups.empty()) {
    collect_groups(picks);
    const auto wanted = options_->groups_of(best);
    if (!std::includes(groups_.begin(), groups_.end(), wanted.begin(), wanted.end())) return false;
  }
  const Wide loss = purpose_.margin->loss(purpose_.lines, nets, options_->nets_of(best, purpose_.lines.size()));
  return loss - static_cast<Wide>(spread) * purpose_.margin->highest_weight() >= purpose_.margin->threshold();
}

void OptionCollector::offer(std::span<const Int> nets, std::span<const Number> picks) {
  Offered offered{nets, picks};
  collect_groups(picks);
  for (const Int net : nets) {
    offered.sum += net;
    offered.hash = mix(offered.hash, static_cast<std::uint64_t>(net));
  }
  for (const Number group : groups_) offered.hash = mix(offered.hash, group);
  if (!empty()) {
    if (groups_allow(groups_) && loss_of(nets, offered.sum) >= purpose_.margin->threshold()) return;
    if (const std::size_t same = find_interchangeable(offered); same != options_->all.size()) {
      Option& kept = options_->all[same];
      const bool better = purpose_.sum_decides && offered.sum != kept.sum
                              ? offered.sum < kept.sum
                              : options_->preferred(coupons_of(picks), picks, kept);
      if (better) kept = keep(offered);  // what it leaves behind in the flat arrays goes with the next quote
      return;
    }
  }
  options_->all.push_back(keep(offered));
  index_option(options_->all.size() - 1);
  if (offered.sum < reference().sum) reference_ = options_->all.size() - 1;
}

Int OptionCollector::coupons_of(std::span<const Number> picks) const {
  Int coupons = 0;
  for (const Number place : picks) coupons += candidates_->all[place].offer->coupon ? 1 : 0;
  return coupons;
}

/// Copies it into the flat arrays.
Option OptionCollector::keep(const Offered& offered) {
  // Mostly of a few entries, for which a call that copies would cost more.
  const auto append = [](auto& all, const auto& more) {
    const auto begin = static_cast<Number>(all.size());
    for (const auto entry : more) all.push_back(entry);
    return Range{begin, static_cast<Number>(all.size())};
  };
  Option option;
  option.nets = append(options_->nets, offered.nets).begin;
  option.picks = append(options_->picks, offered.picks);
  option.groups = append(options_->groups, groups_);
  option.sum = offered.sum;
  option.hash = offered.hash;
  option.coupons = coupons_of(offered.picks);
  return option;
}

bool OptionCollector::interchangeable(const Option& option, const Offered& offered) const {
  return option.hash == offered.hash &&
         std::ranges::equal(options_->nets_of(option, offered.nets.size()), offered.nets) &&
         std::ranges::equal(options_->groups_of(option), groups_);
}

/// Of options that are kept already.
std::size_t OptionCollector::find_interchangeable(const Offered& offered) const {
  const std::vector<Option>& all = options_->all;
  if (purpose_.sum_decides) return begin_;  // one option is kept
  if (buckets_.empty()) return interchangeable(all[begin_], offered) ? begin_ : all.size();
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t at = offered.hash & mask; buckets_[at] != 0; at = (at + 1) & mask) {
    if (interchangeable(all[buckets_[at] - 1], offered)) return buckets_[at] - 1;
  }
  return all.size();
}

void OptionCollector::index_option(std::size_t at) {
  const std::size_t count = options_->all.size() - begin_;
  if (count == 1) return;
  const auto place = [&](std::size_t option) {
    std::size_t bucket = options_->all[option].hash & (buckets_.size() - 1);
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & (buckets_.size() - 1);
    buckets_[bucket] = static_cast<std::uint32_t>(option + 1);
  };
  if (count > 2 && 2 * count <= buckets_.size()) return place(at);
  buckets_.assign(std::max(kFirstBuckets, 2 * buckets_.size()), 0);
  for (std::size_t option = begin_; option < options_->all.size(); ++option) place(option);
}

Range OptionCollector::finish() {
  std::vector<Option>& all = options_->all;
  if (all.size() - begin_ > 1) drop_and_sort();
  return {static_cast<Number>(begin_), static_cast<Number>(all.size())};
}

void OptionCollector::drop_and_sort() {
  std::vector<Option>& all = options_->all;
  for (std::size_t at = begin_; at < all.size(); ++at) {
    const auto nets = options_->nets_of(all[at], purpose_.lines.size());
    all[at].loss = groups_allow(options_->groups_of(all[at])) ? std::max<Wide>(0, loss_of(nets, all[at].sum)) : 0;
  }
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(begin_);
  const Wide threshold = purpose_.margin->threshold();
  all.erase(std::remove_if(begin, all.end(), [&](const Option& option) { return option.loss >= threshold; }),
            all.end());
  std::sort(all.begin() + static_cast<std::ptrdiff_t>(begin_), all.end(), [](const Option& a, const Option& b) {
    if (a.loss != b.loss) return a.loss < b.loss;
    return a.sum != b.sum ? a.sum < b.sum : a.nets < b.nets;
  });
}

}  // namespace kazasu::pricing
