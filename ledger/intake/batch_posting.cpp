#include "intake/batch_posting.hpp"

#include <utility>

#include "offers/catalog_version.hpp"

namespace kazasu::ledger {

BatchPosting::BatchPosting(Transaction& transaction) : transaction_(transaction) {}

BatchPosting::Posted BatchPosting::post(const proto::EntryId& id, const ReceivedEntry& received) {
  if (!received.refused.empty()) return {refuse(received.refused), {}};
  const PostedEntry entry{id, received.body.business_date()};
  return received.body.has_checkout() ? post_checkout_entry(entry, received) : post_return_entry(entry, received);
}

BatchPosting::Posted BatchPosting::post_checkout_entry(const PostedEntry& entry, const ReceivedEntry& received) {
  if (!received.member) return {};
  Account& member = account_of(*received.member);
  const IsCoupon is_coupon = [this](std::string_view offer) { return transaction_.catalog().is_coupon(offer); };
  Posted posted{post_checkout(entry, received.body.checkout(), member, is_coupon, transaction_.books()), member.id};
  write(entry, member.id, posted.outcome);
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

void BatchPosting::finish(std::int64_t now_unix_ms) {
  for (const auto& [id, account] : accounts_) transaction_.books().save(account);
  if (changed_.empty()) return;
  const std::uint64_t version = next_catalog_version(transaction_.catalog(), now_unix_ms);
  for (const std::string& id : changed_) transaction_.catalog().mark_changed(id, version);
}

}  // namespace kazasu::ledger
