#include "lease_book.hpp"

#include <algorithm>

namespace kazasu {

void LeaseBook::add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member) {
  if (body.has_leases_ended()) {
    ended_ = std::max(ended_, body.leases_ended().generation());
    std::erase_if(used_, [this](const auto& item) { return item.first.first <= ended_; });
    std::erase_if(spent_, [this](const auto& item) { return std::get<0>(item.first) <= ended_; });
    return;
  }
  const v1::SpendFunding& funding = body.checkout().funding();
  if (funding.generation() == 0) return;
  for (const v1::AppliedOffer& applied : body.checkout().quote().applied()) {
    const auto& named = funding.budgets();
    if (std::find(named.begin(), named.end(), applied.offer()) == named.end()) continue;
    Used& used = used_[{funding.generation(), applied.offer()}];
    if (used.sum.uses == 0) used.first_seq = seq;
    ++used.sum.uses;
    used.sum.amount += Money{applied.discount()};
    used.sum.points += Points{applied.points()};
  }
  if (member == nullptr) return;
  for (const v1::WalletFunding& one : funding.wallets()) {
    if (one.leased_points() == 0) continue;
    Spent& spent = spent_[{funding.generation(), member->account_id(), one.wallet()}];
    if (spent.points == 0) spent.first_seq = seq;
    spent.points += one.leased_points();
  }
}

std::int64_t LeaseBook::spent(std::uint64_t generation, const std::string& account_id,
                              const std::string& wallet) const {
  const auto found = spent_.find({generation, account_id, wallet});
  return found == spent_.end() ? 0 : found->second.points;
}

BudgetLeft LeaseBook::used(std::uint64_t generation, const std::string& offer) const {
  const auto found = used_.find({generation, offer});
  return found == used_.end() ? BudgetLeft{.offer = offer} : found->second.sum;
}

std::optional<std::uint64_t> LeaseBook::first_needed() const {
  std::optional<std::uint64_t> first;
  for (const auto& [key, used] : used_) first = std::min(first.value_or(used.first_seq), used.first_seq);
  for (const auto& [key, spent] : spent_) first = std::min(first.value_or(spent.first_seq), spent.first_seq);
  return first;
}

}  // namespace kazasu
