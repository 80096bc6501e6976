#pragma once

#include <cstdint>
#include <string>

namespace kazasu::simulation {

/// What a layout writes to the disk for one checkout, checkpoints of the log included.
struct Wear {
  double bytes = 0;
  double flushes = 0;
};

struct WearReport {
  Wear journal;
  Wear seven_rows;  ///< a header, five lines and a movement of points in tables of their own, as reliable (WAL, FULL)
  std::string violation;
};

/// Commits so many checkouts of five lines in either layout on a disk that counts. The journal may write half of what
/// the rows write, and flushes once a checkout and for its checkpoints.
WearReport measure_wear(std::uint64_t checkouts);

}  // namespace kazasu::simulation
