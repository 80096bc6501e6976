#pragma once

#include "kazasu/v1/lease.pb.h"
#include "store/store.hpp"

namespace kazasu::ledger {

/// What the program leases, as `load` brought it.
void put_lease_policy(CatalogStore& catalog, const v1::LeasePolicy& policy);
v1::LeasePolicy lease_policy(CatalogStore& catalog);
/// Points, budgets or both.
inline bool leases_anything(const v1::LeasePolicy& policy) {
  return policy.hours() > 0;
}
inline bool leases_points(const v1::LeasePolicy& policy) {
  return policy.share_basis_points() > 0 && policy.hours() > 0;
}

}  // namespace kazasu::ledger
