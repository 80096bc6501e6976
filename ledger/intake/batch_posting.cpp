#include "intake/batch_posting.hpp"

#include <utility>

#include "leases/budget_grants.hpp"
#include "leases/policy.hpp"
#include "offers/catalog_version.hpp"
#include "offers/daily_sweep.hpp"
#include "offers/member_caps.hpp"

namespace kazasu::ledger {

BatchPosting::BatchPosting(Transaction& transaction, const Enrollment& sender)
    : transaction_(transaction),
      sender_(sender),
      leases_(lease_policy(transaction.catalog())),
      budgets_(transaction, sender) {}

BatchPosting::Posted BatchPosting::post(const proto::EntryId& id, const ReceivedEntry& received) {
  if (!received.refused.empty()) return {refuse(received.refused), {}};
  const PostedEntry entry{id, received.body.business_date(), received.body.transaction_id()};
  if (received.body.has_leases_ended()) {
    end_leases(transaction_, *this, id.terminal, id.epoch, received.body.leases_ended().generation(),
               entry.business_date);
    return {};
  }
  return received.body.has_checkout() ? post_checkout_entry(entry, received) : post_return_entry(entry, received);
}

BatchPosting::Posted BatchPosting::post_checkout_entry(const PostedEntry& entry, const ReceivedEntry& received) {
  if (!received.member) {
    Posted posted;
    budgets_.post(entry, received.body.checkout(), posted.outcome);
    return posted;
  }
  Account& member = account_of(*received.member);
  const IsCoupon names_coupon = [this](std::string_view offer) { return is_coupon(offer); };
  const v1::CheckoutContent& content = received.body.checkout();
  Posted posted{post_checkout(entry, content, member, names_coupon, transaction_.books(), caps_of(content.offer_set())),
                member.id};
  budgets_.post(entry, content, posted.outcome);
  write(entry, member.id, posted.outcome);
  if (leases_points(leases_)) {
    transaction_.leases().count_visit(member.id, sender_.store, entry.id.terminal, entry.business_date);
  }
  return posted;
}

BatchPosting::Posted BatchPosting::post_return_entry(const PostedEntry& entry, const ReceivedEntry& received) {
  const v1::ReturnContent& content = received.body.return_();
  const auto sale_id = proto::parse_receipt_number(content.sale_receipt_number());
  const auto sale = sale_id ? transaction_.intake().find(*sale_id) : std::nullopt;
  if (!sale || sale->entry.kind() != v1::CHECKOUT || sale->verdict.decision() == v1::Verdict::REFUSED)
    return {refuse("sale_unknown"), {}};
  if (!received.member) return {};
  // The sale's own account, whatever the return says; a provisional one may have become a member's since.
  Account* member = nullptr;
  if (!sale->account_id.empty()) member = &account(sale->account_id);
  if (member == nullptr || member->provisional) member = &account_of(*received.member);
  Sale about{*sale_id, sale->business_date, sale->account_id, {}};
  v1::EntryBody sold;
  if (!sold.ParseFromString(sale->entry.body())) throw StoreFailure("a sale in the books cannot be read");
  const auto& issued = sold.checkout().quote().issued_coupons();
  about.issued.assign(issued.begin(), issued.end());
  Posted posted{post_return(entry, content, about, *member, transaction_.books()), member->id};
  write(entry, member->id, posted.outcome);
  return posted;
}

bool BatchPosting::is_coupon(std::string_view offer) {
  const auto known = coupons_.find(offer);
  if (known != coupons_.end()) return known->second;
  return coupons_.emplace(offer, transaction_.catalog().is_coupon(offer)).first->second;
}

const MemberCaps& BatchPosting::caps_of(const std::string& offer_set) {
  const auto known = caps_.find(offer_set);
  return known != caps_.end() ? known->second
                              : caps_.emplace(offer_set, member_caps(transaction_.catalog(), offer_set)).first->second;
}

void BatchPosting::write(const PostedEntry& entry, const std::string& account_id, const PostingOutcome& outcome) {
  transaction_.books().add_postings(account_id, entry.id, outcome.postings);
  for (const UsageChange& change : outcome.usage) transaction_.books().add_usage(account_id, change);
  for (const ActivityChange& change : outcome.activity) transaction_.books().add_activity(account_id, change);
  changed_.insert(account_id);
}

Account& BatchPosting::account_of(const v1::MemberPart& member) {
  BooksStore& books = transaction_.books();
  if (!member.account_id().empty()) {
    const auto known = accounts_.find(member.account_id());
    if (known != accounts_.end()) return known->second;
    if (auto loaded = books.load(member.account_id()))
      return accounts_.emplace(member.account_id(), std::move(*loaded)).first->second;
  }
  if (const auto named = books.account_of(as_bytes(member.identifier_hash()))) return account(*named);
  const std::string id = "provisional:" + to_hex(as_bytes(member.identifier_hash()));
  if (!accounts_.contains(id) && !books.load(id)) books.add_account(id, true);
  return account(id);
}

Account& BatchPosting::account(const std::string& account_id) {
  const auto known = accounts_.find(account_id);
  if (known != accounts_.end()) return known->second;
  auto loaded = transaction_.books().load(account_id);
  if (!loaded) throw StoreFailure("an account that an identifier or a sale names is not there");
  return accounts_.emplace(account_id, std::move(*loaded)).first->second;
}

void BatchPosting::each(const std::function<void(Account&)>& visit) {
  for (auto& [id, account] : accounts_) visit(account);
}

void BatchPosting::posted(const std::string& account_id, const std::vector<Posting>& postings) {
  transaction_.books().add_postings(account_id, next_operation(transaction_.catalog()), postings);
  changed_.insert(account_id);
}

/// The members who are here now can redeem here next time.
void BatchPosting::raise_leases(std::uint64_t version) {
  const std::string today = swept_until(transaction_.catalog());
  if (!leases_points(leases_) || today.empty()) return;
  LeaseGrants grants{transaction_, sender_.terminal, sender_.epoch, sender_.store, leases_};
  if (grants.is_due()) return;
  for (const std::string& id : changed_) grants.raise(account(id), today, version);
}

bool BatchPosting::raise_budgets() {
  const std::vector<std::string> used = budgets_.used();
  if (used.empty()) return false;
  const auto term = transaction_.leases().term(sender_.terminal, sender_.epoch);
  if (!term || term->ended) return false;
  BudgetGrants grants{transaction_, *term, sender_.store};
  const std::vector<BudgetLease> raised = grants.raises(used);
  grants.grant(raised);
  return !raised.empty();
}

void BatchPosting::finish(std::int64_t now_unix_ms) {
  const bool raised = raise_budgets();
  if (raised || !changed_.empty()) {
    const std::uint64_t version = next_catalog_version(transaction_.catalog(), now_unix_ms);
    for (const std::string& id : changed_) transaction_.catalog().mark_changed(id, version);
    raise_leases(version);
  }
  for (const auto& [id, account] : accounts_) transaction_.books().save(account);
}

}  // namespace kazasu::ledger
