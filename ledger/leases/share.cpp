#include "leases/share.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kWhole = 10'000;  // basis points

/// floor(points · part / whole); points are up to 10^12 and parts sums of visits.
std::int64_t part_of(std::int64_t points, std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return 0;
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(points) * part / whole);
}

}  // namespace

std::int64_t lease_share(std::int64_t points, std::int64_t share_basis_points, std::span<const Visits> visits,
                         const std::string& store, std::span<const std::string> terminals_of_store,
                         const std::string& terminal) {
  if (std::find(terminals_of_store.begin(), terminals_of_store.end(), terminal) == terminals_of_store.end()) return 0;
  std::int64_t everywhere = 0;
  std::int64_t here = 0;
  std::int64_t lane = 1;
  std::int64_t lanes = static_cast<std::int64_t>(terminals_of_store.size());
  for (const Visits& one : visits) {
    everywhere += one.count;
    if (one.store != store) continue;
    here += one.count;
    if (one.terminal == terminal) lane += one.count;
    const bool counts =
        std::find(terminals_of_store.begin(), terminals_of_store.end(), one.terminal) != terminals_of_store.end();
    if (counts) lanes += one.count;
  }
  const std::int64_t leased = part_of(std::max<std::int64_t>(0, points), share_basis_points, kWhole);
  return part_of(part_of(leased, here, everywhere), lane, lanes);
}

}  // namespace kazasu::ledger
