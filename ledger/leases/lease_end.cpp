#include "leases/lease_end.hpp"

#include <map>

#include "offers/catalog_version.hpp"
#include "offers/daily_sweep.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

/// Accounts that are loaded for this alone, and written when it is done.
class LoadedAccounts final : public LeaseAccounts {
 public:
  LoadedAccounts(Transaction& transaction, std::uint64_t version) : transaction_(transaction), version_(version) {}

  Account& account(const std::string& account_id) override {
    const auto known = accounts_.find(account_id);
    if (known != accounts_.end()) return known->second;
    auto loaded = transaction_.books().load(account_id);
    if (!loaded) throw StoreFailure("an account with a lease is not there");
    return accounts_.emplace(account_id, std::move(*loaded)).first->second;
  }
  void each(const std::function<void(Account&)>& visit) override {
    for (auto& [id, account] : accounts_) visit(account);
  }
  void posted(const std::string& account_id, const std::vector<Posting>& postings) override {
    transaction_.books().add_postings(account_id, next_operation(transaction_.catalog()), postings);
    transaction_.catalog().mark_changed(account_id, version_);
  }
  void save() {
    for (const auto& [id, account] : accounts_) transaction_.books().save(account);
  }

 private:
  Transaction& transaction_;
  std::uint64_t version_;
  std::map<std::string, Account> accounts_;
};

}  // namespace

void end_leases(Transaction& transaction, LeaseAccounts& accounts, const std::string& terminal, std::uint64_t epoch,
                std::uint64_t generation, const std::string& today) {
  LeaseStore& leases = transaction.leases();
  auto term = leases.term(terminal, epoch);
  if (!term || term->ended || term->generation > generation) return;
  // Few: most members owe nothing, and their leases go at one blow.
  for (const std::string& id : leases.leased_in_debt(terminal, epoch)) accounts.account(id);
  accounts.each([&](Account& account) {
    const auto removed = std::erase_if(account.reserves, [&](const Reserve& reserve) {
      return reserve.kind == Reserve::Kind::lease && reserve.terminal == terminal && reserve.epoch == epoch;
    });
    if (removed == 0) return;
    std::vector<Posting> postings;
    LotBook book{account, today, postings};
    std::vector<std::string> owed;
    for (const Lot& lot : account.lots) {
      if (is_debt(lot) && lot.points < 0) owed.push_back(lot.wallet);
    }
    for (const std::string& wallet : owed) book.repay_debts(wallet);
    if (!postings.empty()) accounts.posted(account.id, postings);
  });
  leases.remove_leases(terminal, epoch);
  transaction.budgets().remove_leases(terminal, epoch);
  term->ended = true;
  leases.put_term(*term);
}

Result<void> end_leases_of_lost(Store& store, const std::string& terminal, std::uint64_t epoch, Clock& clock) {
  const auto transaction = store.begin_write();
  const auto term = transaction->leases().term(terminal, epoch);
  if (!term || term->ended) {
    return Error{ErrorCode::not_found, terminal + ": no leases run in epoch " + std::to_string(epoch)};
  }
  LoadedAccounts accounts{*transaction, next_catalog_version(transaction->catalog(), clock.wall_unix_ms())};
  end_leases(*transaction, accounts, terminal, epoch, term->generation, swept_until(transaction->catalog()));
  accounts.save();
  transaction->commit();
  return {};
}

}  // namespace kazasu::ledger
