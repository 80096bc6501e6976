// docs/pricing-extensions.md: budgets.
#include "pricing/budgets.hpp"

#include <algorithm>

namespace kazasu::pricing {

const OfferBudget& Budgets::budget_of(Number offer) const {
  return tables_->offers[tables_->compiled[offer].position].budget;
}

void Budgets::prepare(const OfferTables& tables, const Sale& sale) {
  tables_ = &tables;
  left_.clear();
  for (const Number offer : tables.with_budget) {
    const OfferBudget& budget = budget_of(offer);
    Left left{.uses = budget.uses, .amount = budget.amount.value(), .points = budget.points.value()};
    const std::string& id = tables.offers[tables.compiled[offer].position].id;
    for (const BudgetLeft& said : sale.budgets) {
      if (said.offer == id) left = {.uses = said.uses, .amount = said.amount.value(), .points = said.points.value()};
    }
    left_.push_back(left);
  }
}

const Budgets::Left* Budgets::find(Number offer) const {
  const auto& numbers = tables_->with_budget;
  const auto at = std::lower_bound(numbers.begin(), numbers.end(), offer);
  return at != numbers.end() && *at == offer ? &left_[static_cast<std::size_t>(at - numbers.begin())] : nullptr;
}

bool Budgets::leave_room(Number offer) const {
  const Left* left = find(offer);
  if (left == nullptr) return true;
  const OfferBudget& budget = budget_of(offer);
  return (budget.uses == 0 || left->uses > 0) && (budget.amount == Money{} || left->amount >= left->amount_wanted) &&
         (budget.points == Points{} || left->points >= left->points_wanted);
}

bool Budgets::turn_away(const Quote& quote) {
  for (const AppliedOffer& applied : quote.applied) {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      const Number offer = tables_->with_budget[i];
      if (tables_->offers[tables_->compiled[offer].position].id != applied.offer) continue;
      const OfferBudget& budget = budget_of(offer);
      Left& left = left_[i];
      const bool amount = budget.amount > Money{} && applied.discount.value() > left.amount;
      const bool points = budget.points > Points{} && applied.points.value() > left.points;
      if (amount) left.amount_wanted = applied.discount.value();
      if (points) left.points_wanted = applied.points.value();
      if (amount || points) return true;
    }
  }
  return false;
}

void Budgets::describe(Number offer, NotAppliedOffer& entry) const {
  const Left& left = *find(offer);
  const OfferBudget& budget = budget_of(offer);
  const auto tell = [&](const char* which, Int wanted, Int found) {
    entry.condition = which;
    entry.wanted = std::to_string(wanted);
    entry.found = std::to_string(found);
  };
  if (budget.uses > 0 && left.uses <= 0) {
    tell("budget.uses", 1, left.uses);
  } else if (budget.amount > Money{} && left.amount < left.amount_wanted) {
    tell("budget.amount", left.amount_wanted, left.amount);
  } else {
    tell("budget.points", left.points_wanted, left.points);
  }
}

}  // namespace kazasu::pricing
