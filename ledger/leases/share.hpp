#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace kazasu::ledger {

/// Of `points` of a member, how many one terminal is to have as a lease: the program's share of them, divided among the
/// stores by how often the member shopped there, and a store's part among its terminals by the same (each counts once
/// more than it was visited, so that the lane beside has something too). The parts of all terminals together come to at
/// most the program's share.
std::int64_t lease_share(std::int64_t points, std::int64_t share_basis_points, std::span<const Visits> visits,
                         const std::string& store, std::span<const std::string> terminals_of_store,
                         const std::string& terminal);

}  // namespace kazasu::ledger
