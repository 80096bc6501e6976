#include "offers/current_offers.hpp"

#include <algorithm>

#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "offers/member_caps.hpp"

namespace kazasu::ledger {
namespace {

constexpr const char* kOfferSet = "offer_set_name";
constexpr const char* kMinAssurance = "redeem_min_assurance";
constexpr const char* kPerCheckout = "redeem_per_checkout_points";
constexpr const char* kCatalogAge = "redeem_catalog_age_hours";
constexpr const char* kRiskPerMember = "risk_per_member_points";
constexpr const char* kRiskCheckouts = "risk_per_member_checkouts";
constexpr const char* kRiskPerTerminal = "risk_per_terminal_points";

}  // namespace

void put_current_offers(CatalogStore& catalog, const v1::OfferSet& offer_set, const v1::RedeemPolicy& policy) {
  const proto::NamedOfferSet named = proto::name_offer_set(offer_set);
  catalog.put_offer_set(named.name, named.bytes);
  catalog.set_text(kOfferSet, to_hex(named.name));
  put_member_caps(catalog, named.name, offer_set);
  for (const v1::Offer& offer : offer_set.offers()) {
    if (offer.kind() == v1::Offer::COUPON) catalog.put_coupon_id(offer.id());
  }
  catalog.set_number(kMinAssurance, policy.min_assurance());
  catalog.set_number(kPerCheckout, policy.per_checkout_points());
  catalog.set_number(kCatalogAge, policy.catalog_age_hours());
  catalog.set_number(kRiskPerMember, policy.risk_per_member_points());
  catalog.set_number(kRiskCheckouts, policy.risk_per_member_checkouts());
  catalog.set_number(kRiskPerTerminal, policy.risk_per_terminal_points());
}

v1::OfferSet current_offers(CatalogStore& catalog) {
  Bytes bytes;
  proto::Digest name{};
  v1::OfferSet offer_set;
  const bool ok = from_hex(catalog.text(kOfferSet), bytes) && bytes.size() == name.size();
  if (!ok) throw StoreFailure("the current offer set has no name");
  std::copy(bytes.begin(), bytes.end(), name.begin());
  const auto known = catalog.offer_set(name);
  if (!known || !offer_set.ParseFromString(*known)) throw StoreFailure("the current offer set cannot be read");
  return offer_set;
}

v1::RedeemPolicy redeem_policy(CatalogStore& catalog) {
  v1::RedeemPolicy policy;
  policy.set_min_assurance(static_cast<v1::Member::Assurance>(catalog.number(kMinAssurance)));
  policy.set_per_checkout_points(catalog.number(kPerCheckout));
  policy.set_catalog_age_hours(catalog.number(kCatalogAge));
  policy.set_risk_per_member_points(catalog.number(kRiskPerMember));
  policy.set_risk_per_member_checkouts(catalog.number(kRiskCheckouts));
  policy.set_risk_per_terminal_points(catalog.number(kRiskPerTerminal));
  return policy;
}

std::string business_date_of(const v1::Program& message, std::int64_t unix_ms) {
  const auto program = proto::program_from_message(message);
  if (!program) throw StoreFailure("the current program cannot be read");
  return format_date(business_date_at(program->time_zone, program->business_day_starts, unix_ms));
}

}  // namespace kazasu::ledger
