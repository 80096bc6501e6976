#include "leases/grants.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "kazasu/values/time.hpp"
#include "leases/budget_grants.hpp"
#include "leases/policy.hpp"
#include "leases/share.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;
/// Of one generation: those who were there last. A terminal holds some hundred bytes of each.
constexpr std::size_t kShoppersMax = 20'000;
/// Who has not been there for so long gets no share of the store's.
constexpr std::int64_t kShopperDays = 90;

/// Points of each wallet's lots that may be spent from `today` to `last`.
std::map<std::string, std::int64_t> lasting_points(const Account& account, const std::string& today,
                                                   const std::string& last) {
  std::map<std::string, std::int64_t> points;
  for (const Lot& lot : account.lots) {
    const bool lasts = lot.activates_on <= today && (lot.expires_on.empty() || last <= lot.expires_on);
    if (is_debt(lot) || lasts) points[lot.wallet] += lot.points;
  }
  return points;
}

Reserve& lease_of(Account& account, const std::string& wallet, const LeaseTerm& term) {
  for (Reserve& reserve : account.reserves) {
    if (reserve.kind == Reserve::Kind::lease && reserve.wallet == wallet && reserve.terminal == term.terminal &&
        reserve.epoch == term.epoch)
      return reserve;
  }
  Reserve& lease = account.reserves.emplace_back();
  lease.wallet = wallet;
  lease.terminal = term.terminal;
  lease.epoch = term.epoch;
  lease.generation = term.generation;
  return lease;
}

}  // namespace

LeaseGrants::LeaseGrants(Transaction& transaction, std::string terminal, std::uint64_t epoch, std::string store,
                         v1::LeasePolicy policy)
    : transaction_(transaction),
      terminal_(std::move(terminal)),
      epoch_(epoch),
      store_(std::move(store)),
      policy_(std::move(policy)),
      term_(transaction_.leases().term(terminal_, epoch_)),
      terminals_of_store_(transaction_.leases().terminals_of(store_)) {}

void LeaseGrants::begin(std::int64_t now_unix_ms, const std::string& today, std::uint64_t version) {
  LeaseTerm term{.terminal = terminal_, .epoch = epoch_, .generation = term_ ? term_->generation + 1 : 1};
  term.granted_unix_ms = now_unix_ms;
  term.renew_unix_ms = now_unix_ms + policy_.hours() * kMsPerHour / 2;
  term.not_after_unix_ms = now_unix_ms + policy_.hours() * kMsPerHour;
  transaction_.leases().put_term(term);
  term_ = term;
  BudgetGrants budgets{transaction_, term, store_};
  budgets.grant(budgets.raises());
  if (!leases_points(policy_)) return;
  const std::string from = format_date(add_days(*parse_date(today), -kShopperDays));
  for (const std::string& id : transaction_.leases().shoppers(store_, from, kShoppersMax)) {
    auto account = transaction_.books().load(id);
    if (!account) throw StoreFailure("an account that has shopped is not there");
    raise(*account, today, version);
    transaction_.books().save(*account);
  }
}

void LeaseGrants::raise(Account& account, const std::string& today, std::uint64_t version) {
  if (is_due() || account.provisional) return;
  // A day more: the business date may begin after midnight, and the terminal's clock be wrong by hours.
  const std::int64_t days = policy_.hours() / 24 + 2;
  const std::string last = format_date(add_days(*parse_date(today), days));
  const std::vector<Visits> visits = transaction_.leases().visits(account.id);
  std::vector<Posting> none;
  const LotBook book{account, today, none};
  for (const auto& [wallet, points] : lasting_points(account, today, last)) {
    const std::int64_t share =
        lease_share(points, policy_.share_basis_points(), visits, store_, terminals_of_store_, terminal_);
    if (share <= 0) continue;
    const std::int64_t free = book.free(wallet);
    Reserve& lease = lease_of(account, wallet, *term_);
    const std::int64_t more = std::min(share - lease.left(), free);
    if (more <= 0) continue;
    lease.granted += more;
    lease.version = version;
    lease.changed = true;
  }
  // A lease of nothing is none. A hold of nothing stays: it was released just now, which is to be saved.
  std::erase_if(account.reserves,
                [](const Reserve& reserve) { return reserve.kind == Reserve::Kind::lease && reserve.granted == 0; });
}

}  // namespace kazasu::ledger
