#include "leases/budget_grants.hpp"

#include <algorithm>
#include <set>

#include "leases/share.hpp"

namespace kazasu::ledger {
namespace {

/// Of what is left, at a time: who uses up a share comes again for a part of the rest, wherever the customers are.
constexpr std::int64_t kShareBasisPoints = 5'000;
/// A share of an amount is worth having from a part of the whole like this on, as long as nothing is known of its uses.
constexpr std::int64_t kSmallestPart = 100;

std::int64_t smallest_share(const Budget& budget) {
  if (budget.kind == BudgetKind::uses) return 1;
  return std::max(budget.largest, (budget.most + kSmallestPart - 1) / kSmallestPart);
}

}  // namespace

void put_budgets(BudgetStore& budgets, const google::protobuf::RepeatedPtrField<v1::Offer>& offers) {
  std::set<std::string> named;
  for (const v1::Offer& offer : offers) {
    if (!offer.has_budget()) continue;
    named.insert(offer.id());
    const auto put = [&](BudgetKind kind, std::int64_t most) {
      const auto known = budgets.budgets_of(offer.id());
      const bool there = std::any_of(known.begin(), known.end(), [&](const Budget& one) { return one.kind == kind; });
      if (most > 0 || there) budgets.put_limit(offer.id(), kind, most);
    };
    put(BudgetKind::uses, offer.budget().uses());
    put(BudgetKind::amount, offer.budget().amount());
    put(BudgetKind::points, offer.budget().points());
  }
  budgets.close_others(named);
}

BudgetGrants::BudgetGrants(Transaction& transaction, const LeaseTerm& term, std::string store)
    : transaction_(transaction),
      term_(term),
      store_(std::move(store)),
      terminals_of_store_(transaction_.leases().terminals_of(store_)) {}

void BudgetGrants::consider(const Budget& budget, std::vector<BudgetLease>& raised) {
  if (budget.free() <= 0) return;
  auto lease = transaction_.budgets().lease(budget.offer, budget.kind, term_.terminal, term_.epoch);
  if (!lease) lease = BudgetLease{budget.offer, budget.kind, term_.terminal, term_.epoch, term_.generation};
  const std::vector<Visits> uses = transaction_.budgets().uses(budget.offer);
  const std::int64_t left = budget.free() + budget.leased;
  const std::int64_t share = std::max(
      smallest_share(budget), lease_share(left, kShareBasisPoints, uses, store_, terminals_of_store_, term_.terminal));
  // Not for each use: a share that is half used is filled up again.
  if (lease->left() > share / 2 && lease->left() >= budget.largest) return;
  const std::int64_t more = std::min(share - lease->left(), budget.free());
  if (more <= 0) return;
  lease->granted += more;
  raised.push_back(std::move(*lease));
}

std::vector<BudgetLease> BudgetGrants::raises() {
  return raises(transaction_.budgets().wanting(term_.terminal, term_.epoch));
}

std::vector<BudgetLease> BudgetGrants::raises(std::span<const std::string> offers) {
  std::vector<BudgetLease> raised;
  for (const std::string& offer : offers) {
    for (const Budget& budget : transaction_.budgets().budgets_of(offer)) consider(budget, raised);
  }
  return raised;
}

void BudgetGrants::grant(const std::vector<BudgetLease>& raised) {
  for (const BudgetLease& lease : raised) transaction_.budgets().put_lease(lease);
}

}  // namespace kazasu::ledger
