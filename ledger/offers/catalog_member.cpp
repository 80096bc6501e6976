#include "offers/catalog_member.hpp"

#include <algorithm>
#include <tuple>

#include "kazasu/proto/sealed.hpp"

namespace kazasu::ledger {
namespace {

/// A debt is taken off the lots in the order in which they are spent; only what is left of it stands as a lot below
/// zero.
void add_lots(const Account& account, v1::CatalogMember& member) {
  std::vector<Lot> lots;
  std::int64_t debt = 0;
  for (const Lot& lot : account.lots) {
    if (lot.id == kDebt) {
      debt = -lot.points;
    } else {
      lots.push_back(lot);
    }
  }
  std::sort(lots.begin(), lots.end(), [](const Lot& a, const Lot& b) {
    const auto key = [](const Lot& lot) {
      return std::tuple{lot.expires_on.empty(), lot.expires_on, lot.activates_on, lot.id};
    };
    return key(a) < key(b);
  });
  for (Lot& lot : lots) {
    const std::int64_t repaid = std::min(debt, lot.points);
    lot.points -= repaid;
    debt -= repaid;
  }
  if (debt > 0) lots.push_back({.id = std::string{kDebt}, .points = -debt});
  for (const Lot& lot : lots) {
    if (lot.points == 0) continue;
    v1::CatalogLot& added = *member.add_lots();
    added.set_lot(lot.id);
    added.set_points(lot.points);
    added.set_activates_on(lot.activates_on);
    added.set_expires_on(lot.expires_on);
  }
}

void add_coupons(const Account& account, const std::string& today, const OfferNames& offers,
                 v1::CatalogMember& member) {
  std::set<std::string> held;
  for (const HeldCoupon& coupon : account.coupons) {
    if (coupon.used_by.empty() && coupon.available_on <= today && offers.coupons.contains(coupon.coupon))
      held.insert(coupon.coupon);
  }
  for (const std::string& coupon : held) member.add_coupons(coupon);
}

void add_identifiers(const std::vector<IdentifierRecord>& identifiers, const LedgerKeys& keys,
                     v1::CatalogMember& member) {
  for (const IdentifierRecord& identifier : identifiers) {
    v1::CatalogIdentifier& added = *member.add_identifiers();
    added.set_hash(std::string{as_text(identifier.hash)});
    added.set_key_version(identifier.key_version);
    if (identifier.sealed_card_key.empty()) continue;
    const auto card_key = proto::open_sealed(keys.store_seal_key, identifier.hash, identifier.sealed_card_key);
    if (!card_key) throw StoreFailure("a stored card key does not open under the store's key");
    added.set_card_key(std::string{as_text(*card_key)});
  }
}

}  // namespace

OfferNames offer_names(const v1::OfferSet& offer_set) {
  OfferNames names;
  for (const v1::Offer& offer : offer_set.offers()) {
    if (offer.kind() == v1::Offer::COUPON) names.coupons.insert(offer.id());
    if (offer.limits().per_member() > 0 || offer.limits().per_member_day() > 0) names.limited.insert(offer.id());
  }
  return names;
}

v1::CatalogMember catalog_member(Transaction& transaction, const std::string& account_id, const std::string& today,
                                 const OfferNames& offers, const LedgerKeys& keys) {
  v1::CatalogMember member = transaction.catalog().profile(account_id);
  const auto account = transaction.books().load(account_id);
  if (!account) throw StoreFailure("an account in the change log is not there");
  add_lots(*account, member);
  add_coupons(*account, today, offers, member);
  add_identifiers(transaction.catalog().identifiers(account_id), keys, member);
  for (const v1::MemberUsage& usage : transaction.catalog().usage(account_id)) {
    if (offers.limited.contains(usage.offer())) *member.add_usage() = usage;
  }
  return member;
}

}  // namespace kazasu::ledger
