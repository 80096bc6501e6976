#include "leases/budget_spends.hpp"

#include <algorithm>
#include <charconv>

namespace kazasu::ledger {

std::int64_t spend_of(const v1::AppliedOffer& applied, BudgetKind kind) {
  switch (kind) {
    case BudgetKind::uses: return 1;
    case BudgetKind::amount: return applied.discount();
    case BudgetKind::points: return applied.points();
  }
  return 0;
}

bool within_shares(const v1::CheckoutContent& content, const std::string& offer) {
  const auto& named = content.funding().budgets();
  return std::find(named.begin(), named.end(), offer) != named.end();
}

const std::set<std::string>& BudgetSpends::known() {
  if (!known_) {
    known_.emplace();
    for (const Budget& budget : transaction_.budgets().budgets()) known_->insert(budget.offer);
  }
  return *known_;
}

/// A share that is too small for one checkout is never used: what it would have taken tells how large it must be.
void BudgetSpends::note_wants(const v1::Quote& quote) {
  for (const v1::NotAppliedOffer& one : quote.not_applied()) {
    if (one.reason() != v1::NotAppliedOffer::LIMIT || !known().contains(one.offer())) continue;
    std::int64_t wanted = 0;
    const char* const end = one.wanted().data() + one.wanted().size();
    if (std::from_chars(one.wanted().data(), end, wanted).ptr != end || wanted < 1) continue;
    if (one.condition() == "budget.amount") transaction_.budgets().note_wanted(one.offer(), BudgetKind::amount, wanted);
    if (one.condition() == "budget.points") transaction_.budgets().note_wanted(one.offer(), BudgetKind::points, wanted);
    used_.insert(one.offer());
  }
}

void BudgetSpends::post(const PostedEntry& entry, const v1::CheckoutContent& content, PostingOutcome& outcome) {
  bool exceeded = false;
  for (const v1::AppliedOffer& applied : content.quote().applied()) {
    const std::string& offer = applied.offer();
    if (!known().contains(offer)) continue;
    used_.insert(offer);
    BudgetStore& store = transaction_.budgets();
    store.count_use(offer, sender_.store, entry.id.terminal);
    const std::vector<Budget> budgets = store.budgets_of(offer);
    const bool said = within_shares(content, offer);
    std::vector<BudgetLease> leases;
    bool within = said;
    for (const Budget& budget : budgets) {
      auto lease = store.lease(offer, budget.kind, entry.id.terminal, entry.id.epoch);
      const std::int64_t spend = spend_of(applied, budget.kind);
      const bool covered = lease && lease->generation == content.funding().generation() && spend <= lease->left();
      within = within && covered;
      if (lease) leases.push_back(std::move(*lease));
    }
    for (const Budget& budget : budgets) store.add_spend(offer, budget.kind, spend_of(applied, budget.kind), within);
    if (within) {
      for (BudgetLease& lease : leases) {
        lease.spent += spend_of(applied, lease.kind);
        store.put_lease(lease);
      }
    }
    exceeded = exceeded || !within;
  }
  note_wants(content.quote());
  if (exceeded) outcome.exceptions.emplace_back("budget_exceeded");
}

}  // namespace kazasu::ledger
