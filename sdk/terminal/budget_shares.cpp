// What this terminal may use of offers' budgets: its shares, less what it has used of them (docs/leases.md).
#include <algorithm>

#include "local_store.hpp"

namespace kazasu {
namespace {

BudgetLeft taken_by(const v1::AppliedOffer& applied) {
  return {applied.offer(), 1, Money{applied.discount()}, Points{applied.points()}};
}

void take_from(BudgetLeft& left, const BudgetLeft& taken) {
  left.uses = std::max<std::int64_t>(0, left.uses - taken.uses);
  left.amount = std::max(Money{}, left.amount - taken.amount);
  left.points = std::max(Points{}, left.points - taken.points);
}

bool fits(const BudgetLeft& taken, const BudgetLeft& left, const OfferBudget& budget) {
  return (budget.uses == 0 || taken.uses <= left.uses) && (budget.amount == Money{} || taken.amount <= left.amount) &&
         (budget.points == Points{} || taken.points <= left.points);
}

const Offer* budgeted(const EntryDraft& draft, const std::string& id) {
  const Offer* offer = draft.basis ? draft.basis->offers->find(id) : nullptr;
  return offer != nullptr && offer->budget.limits() ? offer : nullptr;
}

}  // namespace

BudgetLeft LocalStore::budget_left(const std::string& offer, const BudgetPromise* own) const {
  BudgetLeft left{.offer = offer};
  const std::uint64_t generation = usable_generation();
  if (generation == 0) return left;
  for (const v1::BudgetShare& share : catalog_->leases().budgets()) {
    if (share.offer() == offer) left = {offer, share.uses(), Money{share.amount()}, Points{share.points()}};
  }
  take_from(left, lease_book_.used(generation, offer));
  for (const auto& waiting : budget_promises_) {
    const auto promise = waiting.lock();
    if (!promise || promise.get() == own) continue;
    for (const BudgetLeft& taken : promise->taken) {
      if (taken.offer == offer) take_from(left, taken);
    }
  }
  return left;
}

std::vector<BudgetLeft> LocalStore::budgets_left(const PricingBasis& basis, const BudgetPromise* own) const {
  std::vector<BudgetLeft> left;
  for (const std::string& offer : basis.budgeted_offers) left.push_back(budget_left(offer, own));
  return left;
}

std::shared_ptr<const BudgetPromise> LocalStore::promise_budgets(const EntryDraft& draft) {
  BudgetPromise promise;
  for (const v1::AppliedOffer& applied : draft.body.checkout().quote().applied()) {
    if (budgeted(draft, applied.offer()) != nullptr) promise.taken.push_back(taken_by(applied));
  }
  if (promise.taken.empty()) return nullptr;
  auto kept = std::make_shared<const BudgetPromise>(std::move(promise));
  std::erase_if(budget_promises_, [](const auto& waiting) { return waiting.expired(); });
  budget_promises_.push_back(kept);
  return kept;
}

Result<void> LocalStore::fund_budgets(const EntryDraft& draft, v1::SpendFunding& funding) const {
  for (const v1::AppliedOffer& applied : draft.body.checkout().quote().applied()) {
    const Offer* offer = budgeted(draft, applied.offer());
    if (offer == nullptr) continue;
    if (!fits(taken_by(applied), budget_left(applied.offer(), draft.promised.get()), offer->budget)) {
      return Error{ErrorCode::total_mismatch,
                   "offer " + applied.offer() + ": this terminal's share of its budget does not suffice any more"};
    }
    funding.add_budgets(applied.offer());
    funding.set_generation(usable_generation());
  }
  return {};
}

}  // namespace kazasu
