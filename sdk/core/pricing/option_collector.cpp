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
  buckets_.assign(kFirstBuckets, 0);
}

void OptionCollector::collect_groups(std::span<const Number> picks) {
  groups_.clear();
  for (const Number place : picks) {
    const Number group = candidates_->all[place].offer->group;
    if (group != kNone && purpose_.wanted_groups[group] != 0) groups_.push_back(group);
  }
  std::sort(groups_.begin(), groups_.end());
}

bool OptionCollector::groups_allow(const Option& option) const {
  return !purpose_.groups_bind || options_->takes_no_more_groups(reference(), option);
}

Wide OptionCollector::loss_of(const Option& option) const {
  const std::size_t lines = purpose_.lines.size();
  return purpose_.margin->loss(purpose_.lines, options_->nets_of(option, lines), options_->nets_of(reference(), lines));
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
  Option option;
  option.nets = static_cast<std::uint32_t>(options_->nets.size());
  option.picks.begin = static_cast<Number>(options_->picks.size());
  option.groups.begin = static_cast<Number>(options_->groups.size());
  collect_groups(picks);
  for (const Int net : nets) {
    option.sum += net;
    option.hash = mix(option.hash, static_cast<std::uint64_t>(net));
  }
  for (const Number group : groups_) option.hash = mix(option.hash, group);
  for (const Number place : picks) option.coupons += candidates_->all[place].offer->coupon ? 1 : 0;
  options_->nets.insert(options_->nets.end(), nets.begin(), nets.end());
  options_->picks.insert(options_->picks.end(), picks.begin(), picks.end());
  options_->groups.insert(options_->groups.end(), groups_.begin(), groups_.end());
  option.picks.end = static_cast<Number>(options_->picks.size());
  option.groups.end = static_cast<Number>(options_->groups.size());
  const auto drop = [&] {
    options_->nets.resize(option.nets);
    options_->picks.resize(option.picks.begin);
    options_->groups.resize(option.groups.begin);
  };
  if (!empty() && groups_allow(option) && loss_of(option) >= purpose_.margin->threshold()) return drop();
  if (const std::size_t same = find_interchangeable(option); same != options_->all.size()) {
    Option& kept = options_->all[same];
    const bool better =
        purpose_.sum_decides && option.sum != kept.sum ? option.sum < kept.sum : options_->preferred(option, kept);
    if (!better) return drop();
    kept = option;  // what it leaves behind in the flat arrays goes with the next quote
    return;
  }
  options_->all.push_back(option);
  index_option(options_->all.size() - 1);
  if (option.sum < reference().sum) reference_ = options_->all.size() - 1;
}

bool OptionCollector::interchangeable(const Option& a, const Option& b) const {
  const std::size_t lines = purpose_.lines.size();
  return std::ranges::equal(options_->nets_of(a, lines), options_->nets_of(b, lines)) &&
         std::ranges::equal(options_->groups_of(a), options_->groups_of(b));
}

std::size_t OptionCollector::find_interchangeable(const Option& option) const {
  if (purpose_.sum_decides) return begin_;  // one option is kept; none yet: begin_ is the size
  for (std::size_t at = option.hash & (buckets_.size() - 1); buckets_[at] != 0; at = (at + 1) & (buckets_.size() - 1)) {
    const Option& other = options_->all[buckets_[at] - 1];
    if (other.hash == option.hash && interchangeable(option, other)) return buckets_[at] - 1;
  }
  return options_->all.size();
}

void OptionCollector::index_option(std::size_t at) {
  const std::size_t count = options_->all.size() - begin_;
  const auto place = [&](std::size_t option) {
    std::size_t bucket = options_->all[option].hash & (buckets_.size() - 1);
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & (buckets_.size() - 1);
    buckets_[bucket] = static_cast<std::uint32_t>(option + 1);
  };
  if (2 * count <= buckets_.size()) return place(at);
  buckets_.assign(2 * buckets_.size(), 0);
  for (std::size_t option = begin_; option < options_->all.size(); ++option) place(option);
}

Range OptionCollector::finish() {
  std::vector<Option>& all = options_->all;
  for (std::size_t at = begin_; at < all.size(); ++at) {
    all[at].loss = groups_allow(all[at]) ? std::max<Wide>(0, loss_of(all[at])) : 0;
  }
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(begin_);
  const Wide threshold = purpose_.margin->threshold();
  all.erase(std::remove_if(begin, all.end(), [&](const Option& option) { return option.loss >= threshold; }),
            all.end());
  std::sort(all.begin() + static_cast<std::ptrdiff_t>(begin_), all.end(), [](const Option& a, const Option& b) {
    if (a.loss != b.loss) return a.loss < b.loss;
    return a.sum != b.sum ? a.sum < b.sum : a.nets < b.nets;
  });
  return {static_cast<Number>(begin_), static_cast<Number>(all.size())};
}

}  // namespace kazasu::pricing
