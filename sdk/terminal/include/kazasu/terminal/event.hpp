#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "kazasu/seams/device.hpp"
#include "kazasu/terminal/clock_status.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu {

/// The ledger's decision on one receipt (design.md, section 9).
struct VerdictEvent {
  enum class Decision { accepted, adjusted, refused };
  std::string receipt_number;
  Decision decision = Decision::accepted;
  Points points_difference;  ///< ledger minus receipt
  std::string reason;        ///< "" when accepted
};

/// The line to the ledger came, went or carried something.
struct SyncEvent {
  enum class Kind { connected, disconnected, catalog_updated, acknowledged, halted };
  Kind kind = Kind::connected;
  std::uint64_t catalog_version = 0;   ///< with catalog_updated
  std::uint64_t acknowledged_seq = 0;  ///< with acknowledged
  Error error{ErrorCode::internal,
              {}};  ///< with disconnected; with halted: what keeps entries from going up until staff act
};

/// The machine's clock turned out to be wrong, or right again. Told when a checkout begins.
struct ClockEvent {
  ClockStatus status;
};

/// What `Terminal::wait` gives.
using Event = std::variant<Sighting, DeviceNotice, SyncEvent, VerdictEvent, ClockEvent>;

}  // namespace kazasu
