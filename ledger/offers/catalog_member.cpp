#include "offers/catalog_member.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "kazasu/proto/sealed.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

/// A wallet's debt is taken off its lots in the order in which they are spent; only what is left of it stands as a lot
/// below zero.
void add_lots(const Account& account, v1::CatalogMember& member) {
  std::vector<Lot> lots;
  std::map<std::string, std::int64_t> debts;
  for (const Lot& lot : account.lots) {
    if (is_debt(lot)) {
      debts[lot.wallet] = -lot.points;
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
    std::int64_t& debt = debts[lot.wallet];
    const std::int64_t repaid = std::min(debt, lot.points);
    lot.points -= repaid;
    debt -= repaid;
  }
  for (const auto& [wallet, debt] : debts) {
    if (debt == 0) continue;
    lots.push_back(debt_lot(wallet));
    lots.back().points = -debt;
  }
  for (const Lot& lot : lots) {
    if (lot.points == 0) continue;
    v1::CatalogLot& added = *member.add_lots();
    added.set_lot(lot.id);
    added.set_points(lot.points);
    added.set_activates_on(lot.activates_on);
    added.set_expires_on(lot.expires_on);
    added.set_wallet(lot.wallet);
  }
}

/// Uses of limited offers, and what is on stamp cards.
void add_usage(const std::vector<v1::MemberUsage>& usage, const Account& account, const OfferNames& offers,
               v1::CatalogMember& member) {
  for (const v1::MemberUsage& one : usage) {
    if (offers.limited.contains(one.offer())) *member.add_usage() = one;
  }
  for (const StampCard& card : account.cards) {
    if (card.stamps == 0 || !offers.stamp_cards.contains(card.offer)) continue;
    auto& known = *member.mutable_usage();
    const auto same =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.offer() == card.offer; });
    v1::MemberUsage& entry = same == known.end() ? *member.add_usage() : *same;
    entry.set_offer(card.offer);
    entry.set_stamps(card.stamps);
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
    if (identifier.sealed_secret.empty()) continue;
    const auto secret = proto::open_sealed(keys.store_seal_key, identifier.hash, identifier.sealed_secret);
    if (!secret) throw StoreFailure("a stored secret does not open under the store's key");
    if (identifier.kind == "member_number") {
      added.set_one_time_key(std::string{as_text(*secret)});
    } else {
      added.set_card_key(std::string{as_text(*secret)});
    }
  }
}

}  // namespace

OfferNames offer_names(const v1::OfferSet& offer_set) {
  OfferNames names;
  for (const v1::Offer& offer : offer_set.offers()) {
    if (offer.kind() == v1::Offer::COUPON) names.coupons.insert(offer.id());
    const v1::OfferLimits& limits = offer.limits();
    if (limits.per_member() > 0 || limits.per_member_day() > 0 || limits.points_per_member() > 0) {
      names.limited.insert(offer.id());
    }
    if (offer.reward().has_issue_coupon()) names.stamp_cards.insert(offer.id());
  }
  const auto capped = [](const v1::AwardRules& award) {
    return award.caps().per_day() > 0 || award.caps().checkouts_per_day() > 0;
  };
  const v1::Program& program = offer_set.program();
  names.capped_by_day = capped(program.award()) || std::any_of(program.wallets().begin(), program.wallets().end(),
                                                               [&](const auto& one) { return capped(one.award()); });
  return names;
}

Carried carried_in(const std::string& area, const v1::CatalogMember& member) {
  const auto has = [](const auto& areas, const std::string& one) {
    return std::find(areas.begin(), areas.end(), one) != areas.end();
  };
  if (area.empty() || member.areas().empty() || has(member.areas(), area)) return Carried::yes;
  return has(member.left_areas(), area) || has(member.left_areas(), "*") ? Carried::no_longer : Carried::no;
}

v1::CatalogMember catalog_member(Transaction& transaction, const std::string& account_id, const std::string& today,
                                 const OfferNames& offers, const LedgerKeys& keys) {
  v1::CatalogMember member = transaction.catalog().profile(account_id);
  const auto account = transaction.books().load(account_id);
  if (!account) throw StoreFailure("an account in the change log is not there");
  add_lots(*account, member);
  add_coupons(*account, today, offers, member);
  add_identifiers(transaction.catalog().identifiers(account_id), keys, member);
  add_usage(transaction.catalog().usage(account_id), *account, offers, member);
  if (offers.capped_by_day) {
    for (const v1::MemberActivity& one : transaction.catalog().activity(account_id)) {
      if (one.business_date() >= today) *member.add_activity() = one;
    }
  }
  return member;
}

}  // namespace kazasu::ledger
