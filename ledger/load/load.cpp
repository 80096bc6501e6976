#include "load/load.hpp"

#include "leases/budget_grants.hpp"
#include "leases/policy.hpp"
#include "load/member_loading.hpp"
#include "offers/catalog_version.hpp"
#include "offers/current_offers.hpp"
#include "offers/daily_sweep.hpp"

namespace kazasu::ledger {
namespace {

v1::StoreIdentity store_identity(const ProgramFile& program, const ProgramFile::Store& store) {
  v1::StoreIdentity identity;
  identity.set_company(program.company().id());
  identity.set_store(store.id());
  identity.set_name(store.name());
  identity.set_registration_number(store.registration_number());
  identity.set_program_name(program.name());
  identity.set_area(store.area());
  return identity;
}

}  // namespace

Result<LoadSummary> load_into(Store& store, const DataFolder& data, const LedgerKeys& keys, Clock& clock,
                              Entropy& entropy) {
  const auto transaction = store.begin_write();
  CatalogStore& catalog = transaction->catalog();
  const std::int64_t now = clock.wall_unix_ms();
  LoadSummary summary;
  summary.catalog_version = next_catalog_version(catalog, now);

  v1::OfferSet offer_set;
  *offer_set.mutable_program() = data.program.program();
  *offer_set.mutable_offers() = data.offers.offers();
  put_current_offers(catalog, offer_set, data.program.redeem_policy());
  put_lease_policy(catalog, data.program.leases());
  put_budgets(transaction->budgets(), data.offers.offers());
  summary.offers = data.offers.offers_size();
  for (const auto& one : data.program.stores()) {
    // A catalog of another area has no way to this one's but the whole.
    const auto before = catalog.find_store(one.id());
    if (before && before->area() != one.area()) set_area_since(catalog, one.id(), summary.catalog_version);
    catalog.put_store(store_identity(data.program, one));
  }
  summary.stores = data.program.stores_size();
  for (const auto& product : data.products.products()) catalog.put_product(product, summary.catalog_version);
  summary.products = data.products.products_size();

  MemberLoading loading{*transaction, keys, entropy, next_operation(catalog),
                        business_date_of(data.program.program(), now)};
  for (const auto& member : data.members.members()) {
    auto changed = loading.load(member, summary);
    if (!changed) return changed.error();
    if (*changed) catalog.mark_changed(member.account(), summary.catalog_version);
  }
  summary.members = data.members.members_size();
  transaction->commit();
  return summary;
}

}  // namespace kazasu::ledger
