#include "pending_effects.hpp"

#include <algorithm>

#include "kazasu/values/bytes.hpp"

namespace kazasu {
namespace {

constexpr std::string_view kProvisional = "provisional:";

bool is_provisional(std::string_view account_id) {
  return account_id.starts_with(kProvisional);
}

/// Takes `points` from the lots in the order in which they are spent: first to expire first, "" (never) last, then the
/// lot's name. What the lots that were good on the day of the spend do not cover is owed, as in the ledger's books
/// (other terminals spent them meanwhile, or the clock was wrong): the other lots pay for it. A debt, a lot below zero,
/// pays for nothing.
void spend(v1::CatalogMember& member, const std::string& wallet, std::int64_t points, const std::string& spent_on) {
  const auto key = [&](const v1::CatalogLot& lot) {
    const bool good = lot.activates_on() <= spent_on && (lot.expires_on().empty() || spent_on <= lot.expires_on());
    return std::tuple{!good, lot.expires_on().empty(), lot.expires_on(), lot.activates_on(), lot.lot()};
  };
  std::vector<v1::CatalogLot*> lots;
  for (auto& lot : *member.mutable_lots()) {
    if (lot.points() > 0 && lot.wallet() == wallet) lots.push_back(&lot);
  }
  std::sort(lots.begin(), lots.end(),
            [&](const v1::CatalogLot* a, const v1::CatalogLot* b) { return key(*a) < key(*b); });
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

void count_use(v1::CatalogMember& member, const v1::AppliedOffer& applied, const std::string& used_on,
               const std::string& business_date) {
  v1::MemberUsage& usage = usage_of(member, applied.offer());
  usage.set_points(usage.points() + applied.points());
  usage.set_total(usage.total() + 1);
  if (used_on != business_date) return;
  usage.set_today(usage.business_date() == business_date ? usage.today() + 1 : 1);
  usage.set_business_date(business_date);
}

void hold(v1::CatalogMember& member, const std::string& coupon) {
  const auto& held = member.coupons();
  if (std::find(held.begin(), held.end(), coupon) == held.end()) member.add_coupons(coupon);
}

void drop(v1::CatalogMember& member, const std::string& coupon) {
  auto* held = member.mutable_coupons();
  held->erase(std::remove(held->begin(), held->end(), coupon), held->end());
}

void add_stamps(v1::CatalogMember& member, const std::string& offer, std::int64_t stamps) {
  v1::MemberUsage& usage = usage_of(member, offer);
  usage.set_stamps(usage.stamps() + stamps);
}

/// What the day's caps count. What returns take back does not make room again.
void count_activity(v1::CatalogMember& member, bool checkout, const std::map<std::string, std::int64_t>& awarded,
                    bool today, const std::string& business_date) {
  if (!checkout || !today) return;
  for (const auto& [wallet, points] : awarded) {
    auto& all = *member.mutable_activity();
    const auto same =
        std::find_if(all.begin(), all.end(), [&name = wallet](const auto& one) { return one.wallet() == name; });
    v1::MemberActivity& activity = same == all.end() ? *member.add_activity() : *same;
    if (activity.business_date() != business_date) {
      activity.Clear();
      activity.set_wallet(wallet);
      activity.set_business_date(business_date);
    }
    if (wallet.empty()) activity.set_checkouts(activity.checkouts() + 1);
    activity.set_awarded_points(activity.awarded_points() + points);
  }
}

}  // namespace

std::string account_key_of(const v1::MemberPart& member) {
  return member.account_id().empty() ? std::string{kProvisional} + to_hex(as_bytes(member.identifier_hash()))
                                     : member.account_id();
}

journal::EntryIndex& PendingEffects::index_of(std::string_view account_id) {
  return is_provisional(account_id) ? of_provisional_ : by_account_;
}

PendingEffects::Effect PendingEffects::effect_of(std::uint64_t seq, const v1::EntryBody& body) {
  Effect effect{.seq = seq, .business_date = body.business_date()};
  if (body.has_checkout()) {
    const v1::Quote& quote = body.checkout().quote();
    effect.checkout = true;
    effect.points_spent[{}] = quote.redeemed_points();
    effect.points_awarded[{}] = quote.awarded_points();
    for (const auto& wallet : quote.wallets()) {
      effect.points_spent[wallet.wallet()] = wallet.redeemed_points();
      effect.points_awarded[wallet.wallet()] = wallet.awarded_points();
    }
    effect.points_risked = effect.points_spent;
    for (const v1::WalletFunding& funding : body.checkout().funding().wallets()) {
      effect.points_risked[funding.wallet()] -= funding.leased_points() + funding.held_points();
    }
    std::erase_if(effect.points_risked, [](const auto& item) { return item.second <= 0; });
    effect.used_offers.assign(quote.applied().begin(), quote.applied().end());
    effect.issued.assign(quote.issued_coupons().begin(), quote.issued_coupons().end());
  } else if (body.has_return_()) {
    const auto& withdrawn = body.return_().withdrawn_stamps();
    effect.withdrawn.assign(withdrawn.begin(), withdrawn.end());
    const auto& released = body.return_().released_coupons();
    effect.released_coupons.assign(released.begin(), released.end());
  }
  return effect;
}

void PendingEffects::add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member) {
  if (member == nullptr) return;
  const std::string account_id = account_key_of(*member);
  if (seq <= forgotten_up_to_ && !is_provisional(account_id)) return;
  Effect effect = effect_of(seq, body);
  for (const auto& [wallet, points] : effect.points_risked) {
    risked_.push_back({seq, wallet, points});
    risked_of_all_[wallet] += points;
  }
  index_of(account_id).add(account_id, seq);
  const auto known = known_by_account_.find(account_id);
  if (known == known_by_account_.end()) return;
  known->second->effects.push_back(std::move(effect));
  ++effects_known_;
}

void PendingEffects::forget_up_to(std::uint64_t seq) {
  if (seq <= forgotten_up_to_) return;
  forgotten_up_to_ = seq;
  by_account_.forget_up_to(seq);
  for (Known& known : known_) {
    if (is_provisional(known.account_id)) continue;
    effects_known_ -= std::erase_if(known.effects, [&](const Effect& effect) { return effect.seq <= seq; });
  }
  for (; !risked_.empty() && risked_.front().seq <= seq; risked_.pop_front()) {
    risked_of_all_[risked_.front().wallet] -= risked_.front().points;
  }
}

Result<const std::vector<PendingEffects::Effect>*> PendingEffects::effects_of(const std::string& account_id) {
  if (const auto known = known_by_account_.find(account_id); known != known_by_account_.end()) {
    known_.splice(known_.begin(), known_, known->second);
    return &known_.front().effects;
  }
  Known read{.account_id = account_id, .effects = {}};
  for (const std::uint64_t seq : index_of(account_id).find(account_id)) {
    const auto opened = read_entry_(seq);
    if (!opened) return opened.error();
    // The index may name others' entries.
    if (opened->member && account_key_of(*opened->member) == account_id)
      read.effects.push_back(effect_of(seq, opened->body));
  }
  effects_known_ += 1 + read.effects.size();
  known_.push_front(std::move(read));
  known_by_account_.emplace(known_.front().account_id, known_.begin());
  keep_within_bounds();
  return &known_.front().effects;
}

/// All but who came last may go.
void PendingEffects::keep_within_bounds() {
  while (effects_known_ > effects_kept_ && known_.size() > 1) {
    effects_known_ -= 1 + known_.back().effects.size();
    known_by_account_.erase(known_.back().account_id);
    known_.pop_back();
  }
}

Result<PendingEffects::Risk> PendingEffects::risk_of(const std::string& account_id, const std::string& wallet) {
  const auto effects = effects_of(account_id);
  if (!effects) return effects.error();
  Risk risk;
  for (const Effect& effect : **effects) {
    const auto& risked = effect.points_risked;
    if (!risked.empty()) ++risk.checkouts;
    if (const auto found = risked.find(wallet); found != risked.end()) risk.points += found->second;
  }
  return risk;
}

std::int64_t PendingEffects::risk_of_all(const std::string& wallet) const {
  const auto found = risked_of_all_.find(wallet);
  return found == risked_of_all_.end() ? 0 : found->second;
}

Result<void> PendingEffects::apply_to(v1::CatalogMember& member, const std::string& account_id,
                                      const std::string& business_date) {
  const auto effects = effects_of(account_id);
  if (!effects) return effects.error();
  for (const Effect& effect : **effects) {
    // Restored points come back with the ledger's next catalog: until then they are not spent again offline.
    for (const auto& [wallet, points] : effect.points_spent) spend(member, wallet, points, effect.business_date);
    count_activity(member, effect.checkout, effect.points_awarded, effect.business_date == business_date,
                   business_date);
    for (const v1::AppliedOffer& applied : effect.used_offers) {
      const std::string& offer = applied.offer();
      count_use(member, applied, effect.business_date, business_date);
      drop(member, offer);
    }
    for (const std::string& coupon : effect.released_coupons) hold(member, coupon);
    for (const v1::IssuedCoupon& issued : effect.issued) {
      add_stamps(member, issued.offer(), issued.stamps() - issued.stamps_used());
      if (issued.count() > 0 && issued.available_on() <= business_date) hold(member, issued.coupon());
    }
    for (const v1::IssuedCoupon& issued : effect.withdrawn) {
      add_stamps(member, issued.offer(), issued.stamps_used() - issued.stamps());
      if (issued.count() > 0) drop(member, issued.coupon());
    }
  }
  return {};
}

}  // namespace kazasu
