#include "pending_effects.hpp"

#include <algorithm>

#include "kazasu/values/bytes.hpp"

namespace kazasu {
namespace {

/// Takes `points` from the lots in the order in which they are spent: first to expire first, "" (never) last, then the
/// lot's name.
void spend(v1::CatalogMember& member, std::int64_t points, const std::string& spent_on) {
  std::vector<v1::CatalogLot*> lots;
  for (auto& lot : *member.mutable_lots()) {
    const bool usable = lot.activates_on() <= spent_on && (lot.expires_on().empty() || spent_on <= lot.expires_on());
    if (usable) lots.push_back(&lot);
  }
  std::sort(lots.begin(), lots.end(), [](const v1::CatalogLot* a, const v1::CatalogLot* b) {
    const auto key = [](const v1::CatalogLot& lot) {
      return std::tuple{lot.expires_on().empty(), lot.expires_on(), lot.activates_on(), lot.lot()};
    };
    return key(*a) < key(*b);
  });
  for (v1::CatalogLot* lot : lots) {
    const std::int64_t taken = std::min(points, lot->points());
    lot->set_points(lot->points() - taken);
    points -= taken;
  }
}

v1::MemberUsage& usage_of(v1::CatalogMember& member, const std::string& offer) {
  for (auto& usage : *member.mutable_usage()) {
    if (usage.offer() == offer) return usage;
  }
  auto* usage = member.add_usage();
  usage->set_offer(offer);
  return *usage;
}

void count_use(v1::CatalogMember& member, const std::string& offer, const std::string& used_on,
               const std::string& business_date) {
  v1::MemberUsage& usage = usage_of(member, offer);
  usage.set_total(usage.total() + 1);
  if (used_on != business_date) return;
  usage.set_today(usage.business_date() == business_date ? usage.today() + 1 : 1);
  usage.set_business_date(business_date);
}

}  // namespace

std::string account_key_of(const v1::MemberPart& member) {
  return member.account_id().empty() ? "provisional:" + to_hex(as_bytes(member.identifier_hash()))
                                     : member.account_id();
}

void PendingEffects::add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member) {
  if (member == nullptr) return;
  Effect effect{.seq = seq, .business_date = body.business_date()};
  if (body.has_checkout()) {
    effect.points_spent = body.checkout().quote().redeemed_points();
    for (const auto& applied : body.checkout().quote().applied()) effect.used_offers.push_back(applied.offer());
  } else if (body.has_return_()) {
    effect.points_spent = -body.return_().booked().points_restored();
    const auto& released = body.return_().released_coupons();
    effect.released_coupons.assign(released.begin(), released.end());
  }
  by_account_.emplace(account_key_of(*member), std::move(effect));
}

void PendingEffects::forget_up_to(std::uint64_t seq) {
  std::erase_if(by_account_, [seq](const auto& item) { return item.second.seq <= seq; });
}

void PendingEffects::apply_to(v1::CatalogMember& member, const std::string& account_id,
                              const std::string& business_date) const {
  const auto [first, last] = by_account_.equal_range(account_id);
  for (auto it = first; it != last; ++it) {
    const Effect& effect = it->second;
    // Restored points come back with the ledger's next catalog: until then they are not spent again offline.
    if (effect.points_spent > 0) spend(member, effect.points_spent, effect.business_date);
    for (const std::string& offer : effect.used_offers) {
      count_use(member, offer, effect.business_date, business_date);
      auto* coupons = member.mutable_coupons();
      coupons->erase(std::remove(coupons->begin(), coupons->end(), offer), coupons->end());
    }
    for (const std::string& coupon : effect.released_coupons) {
      if (std::find(member.coupons().begin(), member.coupons().end(), coupon) == member.coupons().end())
        member.add_coupons(coupon);
    }
  }
}

}  // namespace kazasu
