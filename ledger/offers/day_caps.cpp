#include "offers/day_caps.hpp"

namespace kazasu::ledger {
namespace {

std::string key_of(BytesView offer_set_name) {
  return "day_caps:" + to_hex(offer_set_name);
}

bool caps_a_day(const v1::AwardRules& award) {
  return award.caps().per_day() > 0 || award.caps().checkouts_per_day() > 0;
}

}  // namespace

// Kept as an offer set that holds nothing else.
void put_day_caps(CatalogStore& catalog, const proto::Digest& name, const v1::OfferSet& offer_set) {
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
    if (offer.limits().per_member_day() == 0) continue;
    v1::Offer& one = *kept.add_offers();
    one.set_id(offer.id());
    one.mutable_limits()->set_per_member_day(offer.limits().per_member_day());
  }
  catalog.set_text(key_of(name), to_hex(as_bytes(kept.SerializeAsString())));
}

DayCaps day_caps(CatalogStore& catalog, const std::string& offer_set_name) {
  DayCaps caps;
  Bytes bytes;
  v1::OfferSet kept;
  if (!from_hex(catalog.text(key_of(as_bytes(offer_set_name))), bytes) ||
      !kept.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw StoreFailure("the caps of an offer set cannot be read");
  }
  const auto add = [&](const std::string& wallet, const v1::AwardRules& award) {
    if (caps_a_day(award)) caps.wallets[wallet] = {award.caps().per_day(), award.caps().checkouts_per_day()};
  };
  add({}, kept.program().award());
  for (const v1::Wallet& wallet : kept.program().wallets()) add(wallet.wallet(), wallet.award());
  for (const v1::Offer& offer : kept.offers()) caps.offers[offer.id()] = offer.limits().per_member_day();
  return caps;
}

}  // namespace kazasu::ledger
