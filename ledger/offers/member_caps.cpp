#include "offers/member_caps.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

std::string key_of(BytesView offer_set_name) {
  return "member_caps:" + to_hex(offer_set_name);
}

bool caps_a_day(const v1::AwardRules& award) {
  return award.caps().per_day() > 0 || award.caps().checkouts_per_day() > 0;
}

bool caps_a_member(const v1::OfferLimits& limits) {
  return limits.per_member_day() > 0 || limits.per_member() > 0 || limits.points_per_member() > 0;
}

/// The set with nothing in it but its caps by member. Never without bytes: then it was not kept.
v1::OfferSet only_caps(const v1::OfferSet& offer_set) {
  v1::OfferSet kept;
  const v1::Program& program = offer_set.program();
  if (caps_a_day(program.award())) {
    *kept.mutable_program()->mutable_award()->mutable_caps() = program.award().caps();
  }
  for (const v1::Wallet& wallet : program.wallets()) {
    if (!caps_a_day(wallet.award())) continue;
    v1::Wallet& one = *kept.mutable_program()->add_wallets();
    one.set_wallet(wallet.wallet());
    *one.mutable_award()->mutable_caps() = wallet.award().caps();
  }
  for (const v1::Offer& offer : offer_set.offers()) {
    if (!caps_a_member(offer.limits())) continue;
    v1::Offer& one = *kept.add_offers();
    one.set_id(offer.id());
    *one.mutable_limits() = offer.limits();
  }
  kept.mutable_program();
  return kept;
}

/// What is kept for the set, kept now if it was not; an empty one where the ledger does not know the set.
v1::OfferSet kept_caps(CatalogStore& catalog, BytesView offer_set_name) {
  const auto parse = [](const auto& bytes) {
    v1::OfferSet set;
    if (!set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      throw StoreFailure("the caps of an offer set cannot be read");
    return set;
  };
  Bytes bytes;
  if (!from_hex(catalog.text(key_of(offer_set_name)), bytes))
    throw StoreFailure("the caps of an offer set cannot be read");
  proto::Digest name{};
  if (!bytes.empty() || offer_set_name.size() != name.size()) return parse(bytes);
  std::copy(offer_set_name.begin(), offer_set_name.end(), name.begin());
  const auto whole = catalog.offer_set(name);
  if (!whole) return {};
  const v1::OfferSet offer_set = parse(*whole);
  put_member_caps(catalog, name, offer_set);
  return only_caps(offer_set);
}

}  // namespace

void put_member_caps(CatalogStore& catalog, const proto::Digest& name, const v1::OfferSet& offer_set) {
  catalog.set_text(key_of(name), to_hex(as_bytes(only_caps(offer_set).SerializeAsString())));
}

MemberCaps member_caps(CatalogStore& catalog, const std::string& offer_set_name) {
  MemberCaps caps;
  const v1::OfferSet kept = kept_caps(catalog, as_bytes(offer_set_name));
  const auto add = [&](const std::string& wallet, const v1::AwardRules& award) {
    if (caps_a_day(award)) caps.wallets[wallet] = {award.caps().per_day(), award.caps().checkouts_per_day()};
  };
  add({}, kept.program().award());
  for (const v1::Wallet& wallet : kept.program().wallets()) add(wallet.wallet(), wallet.award());
  for (const v1::Offer& offer : kept.offers()) {
    const v1::OfferLimits& limits = offer.limits();
    caps.offers[offer.id()] = {limits.per_member_day(), limits.per_member(), limits.points_per_member()};
  }
  return caps;
}

}  // namespace kazasu::ledger
