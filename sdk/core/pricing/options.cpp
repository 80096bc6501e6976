#include "pricing/options.hpp"

#include <algorithm>

namespace kazasu::pricing {

void Options::start(const Candidates& candidates) {
  candidates_ = &candidates;
  all.clear();
  nets.clear();
  picks.clear();
  groups.clear();
}

bool Options::preferred(const Option& a, const Option& b) {
  if (a.coupons != b.coupons) return a.coupons < b.coupons;
  const auto picks_a = picks_of(a);
  const auto picks_b = picks_of(b);
  if (picks_a.size() != picks_b.size()) return picks_a.size() < picks_b.size();
  rank_ids(*candidates_, picks_a, ids_a_);
  rank_ids(*candidates_, picks_b, ids_b_);
  return ids_a_ < ids_b_;
}

bool Options::takes_no_more_groups(const Option& a, const Option& b) const {
  const auto groups_a = groups_of(a);
  const auto groups_b = groups_of(b);
  return std::includes(groups_b.begin(), groups_b.end(), groups_a.begin(), groups_a.end());
}

void rank_ids(const Candidates& candidates, std::span<const Number> places, std::vector<Number>& ranks) {
  ranks.clear();
  for (const Number place : places) ranks.push_back(candidates.all[place].offer->id_rank);
  std::sort(ranks.begin(), ranks.end());
}

}  // namespace kazasu::pricing
