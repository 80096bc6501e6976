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

bool Options::preferred(Int coupons, std::span<const Number> offered, const Option& kept) {
  if (coupons != kept.coupons) return coupons < kept.coupons;
  const auto kept_picks = picks_of(kept);
  if (offered.size() != kept_picks.size()) return offered.size() < kept_picks.size();
  rank_ids(*candidates_, offered, ids_a_);
  rank_ids(*candidates_, kept_picks, ids_b_);
  return ids_a_ < ids_b_;
}

void rank_ids(const Candidates& candidates, std::span<const Number> places, std::vector<Number>& ranks) {
  ranks.clear();
  for (const Number place : places) ranks.push_back(candidates.all[place].offer->id_rank);
  std::sort(ranks.begin(), ranks.end());
}

}  // namespace kazasu::pricing
