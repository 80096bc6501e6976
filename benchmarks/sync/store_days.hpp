#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace kazasu::benchmark {

/// A store's days at one register: checkouts of five lines by members, sold by a real terminal with no network. The
/// goods are those of the peers' programs: 20,000 products whose sales fall off with 1/(rank + 20), one line in five of
/// several units; twelve campaigns; a checkout every 15 to 105 s.
struct StoreDays {
  std::filesystem::path folder;  ///< ledger/, terminal/ and data/ in it
  int members = 20'000;          ///< every checkout is one's, each as likely
};

/// The ledger with its data, and the terminal enrolled, with its catalog. Throws std::runtime_error.
void open_store(const StoreDays& days);
/// So many checkouts more, unsent. Throws std::runtime_error.
void sell(const StoreDays& days, int checkouts);

}  // namespace kazasu::benchmark
