#include "lease_book.hpp"

#include <algorithm>

namespace kazasu {

void LeaseBook::add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member) {
  if (body.has_leases_ended()) {
    ended_ = std::max(ended_, body.leases_ended().generation());
    std::erase_if(spent_, [this](const auto& item) { return std::get<0>(item.first) <= ended_; });
    return;
  }
  const v1::SpendFunding& funding = body.checkout().funding();
  if (member == nullptr || funding.generation() == 0) return;
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

std::optional<std::uint64_t> LeaseBook::first_needed() const {
  std::optional<std::uint64_t> first;
  for (const auto& [key, spent] : spent_) first = std::min(first.value_or(spent.first_seq), spent.first_seq);
  return first;
}

}  // namespace kazasu
