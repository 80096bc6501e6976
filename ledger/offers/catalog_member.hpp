#pragma once

#include <set>
#include <string>

#include "enrollment/ledger_keys.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// What a catalog tells of offers: the coupons that there are, and the offers whose uses by a member are limited.
struct OfferNames {
  std::set<std::string, std::less<>> coupons;
  std::set<std::string, std::less<>> limited;
  std::set<std::string, std::less<>> stamp_cards;
  bool capped_by_day = false;  ///< some wallet caps what a member earns in a day
};
OfferNames offer_names(const v1::OfferSet& offer_set);

enum class Carried { yes, no, no_longer };
/// Whether terminals of an area carry the member.
Carried carried_in(const std::string& area, const v1::CatalogMember& member);

/// One member as terminals know it: lots less the debt, coupons that may be used on `today`, usage of limited offers.
v1::CatalogMember catalog_member(Transaction& transaction, const std::string& account_id, const std::string& today,
                                 const OfferNames& offers, const LedgerKeys& keys);

}  // namespace kazasu::ledger
