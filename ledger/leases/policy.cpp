#include "leases/policy.hpp"

namespace kazasu::ledger {
namespace {

constexpr const char* kShare = "lease_share_basis_points";
constexpr const char* kHours = "lease_hours";

}  // namespace

void put_lease_policy(CatalogStore& catalog, const v1::LeasePolicy& policy) {
  catalog.set_number(kShare, policy.share_basis_points());
  catalog.set_number(kHours, policy.hours());
}

v1::LeasePolicy lease_policy(CatalogStore& catalog) {
  v1::LeasePolicy policy;
  policy.set_share_basis_points(catalog.number(kShare));
  policy.set_hours(catalog.number(kHours));
  return policy;
}

}  // namespace kazasu::ledger
