#pragma once

#include <filesystem>
#include <string>

#include "random.hpp"
#include "world/knobs.hpp"

namespace kazasu::simulation {

/// The number on a member's card; members past those of the data folder are not known to the ledger.
std::string member_number(int member);
std::string account_of_member(int member);

/// Writes a folder of data for `Ledger::load` from the example data: claimed identifiers may redeem, and there are
/// `members` members and `knobs.campaigns` more campaigns. `generation` changes what is loaded later.
void write_data(const std::filesystem::path& examples, const std::filesystem::path& folder, const Knobs& knobs,
                int members, int generation, std::uint64_t seed);

}  // namespace kazasu::simulation
