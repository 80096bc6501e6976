// What a member's points can be redeemed here: under a lease, at the shop's risk, or not (docs/leases.md).
#include <algorithm>
#include <map>

#include "local_store.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;

std::map<std::string, std::int64_t> redeemed_by_wallet(const v1::Quote& quote) {
  std::map<std::string, std::int64_t> redeemed;
  redeemed[{}] = quote.redeemed_points();
  for (const v1::QuotedWallet& wallet : quote.wallets()) redeemed[wallet.wallet()] = wallet.redeemed_points();
  std::erase_if(redeemed, [](const auto& item) { return item.second <= 0; });
  return redeemed;
}

std::int64_t held_of(const std::vector<PointsHold>& holds, const std::string& wallet) {
  for (const PointsHold& hold : holds) {
    if (hold.wallet == wallet) return hold.points;
  }
  return 0;
}

}  // namespace

std::uint64_t LocalStore::usable_generation() const {
  const v1::Leases& leases = catalog_->leases();
  // By the latest that it may be; while that is not known, by the wall clock where it is not too early.
  const std::int64_t now = clock_.interval().latest_unix_ms.value_or(clock_.now_unix_ms());
  const bool in_time = now < leases.not_after_unix_ms();
  const bool runs = leases.epoch() == identity_.epoch && leases.generation() > lease_book_.ended();
  return in_time && runs && catalog_->version() > 0 ? leases.generation() : 0;
}

Result<std::int64_t> LocalStore::lease_left(const std::string& account_id, const std::string& wallet) {
  const std::uint64_t generation = usable_generation();
  if (generation == 0 || account_id.empty()) return std::int64_t{0};
  auto granted = catalog_->leased_points(account_id, wallet);
  if (!granted) return granted.error();
  return std::max<std::int64_t>(0, *granted - lease_book_.spent(generation, account_id, wallet));
}

bool LocalStore::proves_enough(Assurance assurance) const {
  return static_cast<int>(assurance) >= static_cast<int>(catalog_->redeem_policy().min_assurance());
}

Result<std::int64_t> LocalStore::risk_left(const std::string& account_id, const std::string& wallet) {
  const v1::RedeemPolicy& policy = catalog_->redeem_policy();
  const std::int64_t age_hours = (clock_.now_unix_ms() - catalog_->issued_unix_ms()) / kMsPerHour;
  if (account_id.empty() || age_hours > policy.catalog_age_hours()) return std::int64_t{0};
  PendingEffects::Risk taken;
  std::int64_t taken_of_all = 0;
  std::vector<PendingEffects*> all{&pending_};
  for (EarlierJournal& earlier : earlier_) all.push_back(&earlier.pending);
  for (PendingEffects* pending : all) {
    const auto more = pending->risk_of(account_id, wallet);
    if (!more) return more.error();
    taken.points += more->points;
    taken.checkouts += more->checkouts;
    taken_of_all += pending->risk_of_all(wallet);
  }
  if (policy.risk_per_member_checkouts() > 0 && taken.checkouts >= policy.risk_per_member_checkouts())
    return std::int64_t{0};
  std::int64_t left = policy.per_checkout_points();
  if (policy.risk_per_member_points() > 0) left = std::min(left, policy.risk_per_member_points() - taken.points);
  if (policy.risk_per_terminal_points() > 0) left = std::min(left, policy.risk_per_terminal_points() - taken_of_all);
  return std::max<std::int64_t>(0, left);
}

/// What staff see of the member, and what can be redeemed with no network.
Result<void> LocalStore::summarize(AttachedMember& attached) {
  MemberSummary& summary = attached.summary;
  summary.assurance = attached.view.assurance;
  summary.rank = attached.view.rank;
  summary.balance = attached.view.balance;
  for (const MemberWallet& wallet : attached.view.wallets) {
    const auto& known = basis_->offers->program().wallets;
    const auto named =
        std::find_if(known.begin(), known.end(), [&](const Wallet& one) { return one.wallet == wallet.wallet; });
    summary.wallets.push_back({wallet.wallet, named->title, wallet.balance, {}, {}});
  }
  summary.coupons = attached.view.coupons;
  if (!summary.known || !proves_enough(summary.assurance)) return {};
  const std::string& account_id = attached.part.account_id();
  const auto tell = [&](const std::string& wallet, Points balance, Points& safe_now, Points& offline) -> Result<void> {
    const auto leased = lease_left(account_id, wallet);
    if (!leased) return leased.error();
    const std::int64_t there = std::max<std::int64_t>(0, balance.value());
    const std::int64_t safe = std::min(there, *leased);
    const auto risk = risk_left(account_id, wallet);
    if (!risk) return risk.error();
    safe_now = Points{safe};
    offline = Points{safe + std::min(there - safe, *risk)};
    return {};
  };
  if (auto told = tell({}, summary.balance, summary.safe_now, summary.redeemable_offline); !told) return told;
  for (WalletSummary& wallet : summary.wallets) {
    if (auto told = tell(wallet.wallet, wallet.balance, wallet.safe_now, wallet.redeemable_offline); !told) return told;
  }
  return {};
}

Result<v1::SpendFunding> LocalStore::fund(const EntryDraft& draft) {
  v1::SpendFunding funding;
  if (!draft.body.has_checkout()) return funding;
  if (auto funded = fund_budgets(draft, funding); !funded) return funded.error();
  if (!draft.member) return funding;
  const std::string& account_id = draft.member->account_id();
  for (const auto& [wallet, points] : redeemed_by_wallet(draft.body.checkout().quote())) {
    const std::int64_t held = std::min(points, held_of(draft.holds, wallet));
    const auto left = lease_left(account_id, wallet);
    if (!left) return left.error();
    const std::int64_t leased = std::min(points - held, *left);
    const auto risk = risk_left(account_id, wallet);
    if (!risk) return risk.error();
    if (points - held - leased > *risk) {
      return Error{ErrorCode::redeem_not_allowed,
                   "of " + std::to_string(points) + " points " + std::to_string(held + leased) +
                       " are safe, and less than the rest may be risked now: redeem less, or ask the ledger"};
    }
    v1::WalletFunding& one = *funding.add_wallets();
    one.set_wallet(wallet);
    one.set_leased_points(leased);
    one.set_held_points(held);
    if (leased > 0) funding.set_generation(usable_generation());
  }
  return funding;
}

Result<void> LocalStore::check_funds(const EntryDraft& draft) {
  const auto business_date = parse_date(draft.body.business_date());
  if (business_date) {
    const auto recorded = journal_->find(draft.body.business_date(), draft.body.transaction_id());
    if (!recorded) return recorded.error();
    if (*recorded) return {};
  }
  const auto funding = fund(draft);
  return funding ? Result<void>{} : Result<void>{funding.error()};
}

std::shared_ptr<const void> LocalStore::keep_leases() {
  return leases_kept_;
}

Result<bool> LocalStore::end_leases_if_due() {
  const v1::Leases& leases = catalog_->leases();
  const bool runs = leases.epoch() == identity_.epoch && leases.generation() > lease_book_.ended();
  // By the ledger's time: a clock that is set wrong neither ends leases nor keeps them.
  const bool due = runs && basis_ && catalog_->version() > 0 && catalog_->issued_unix_ms() >= leases.renew_unix_ms();
  if (!due || leases_kept_.use_count() > 1) return false;
  const Program& program = basis_->offers->program();
  OpenedEntry opened;
  opened.body.set_transaction_id("leases-ended-" + std::to_string(leases.generation()));
  const ClockReading now = clock_.read();
  opened.body.set_business_date(
      format_date(business_date_at(program.time_zone, program.business_day_starts, clock_.now_unix_ms())));
  *opened.body.mutable_clock() = clock_.entry_clock(now);
  opened.body.mutable_leases_ended()->set_generation(leases.generation());
  auto entry = journal_->append({.kind = v1::LEASES_ENDED,
                                 .wall_unix_ms = now.wall_unix_ms,
                                 .monotonic_ns = now.monotonic_ns,
                                 .transaction_id = opened.body.transaction_id(),
                                 .business_date = opened.body.business_date(),
                                 .body = opened.body.SerializeAsString()});
  if (!entry) return entry.error();
  opened.entry = std::move(*entry);
  project(opened);
  return true;
}

}  // namespace kazasu
