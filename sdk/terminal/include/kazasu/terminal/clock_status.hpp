#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "kazasu/time/trusted_time.hpp"
#include "kazasu/values/error.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// A wall clock that is wrong by less is no matter for staff: crystals without a time service run away so far in a
/// week.
inline constexpr std::int64_t kWallToleranceMs = 60'000;

/// What is known of the time (docs/time.md).
struct ClockStatus {
  enum class State {
    verified,    ///< the ledger told the time since the machine was started, and the wall clock agrees
    unverified,  ///< it did not yet: the wall clock is believed where it is not too early
    wrong,       ///< the wall clock is wrong by kWallToleranceMs or more; what is known of the time is used instead
    disputed,    ///< the ledger's time is earlier than what is known for certain: one of the two is wrong
  };
  State state = State::unverified;
  TimeInterval interval;           ///< where the true time lies
  std::int64_t wall_unix_ms = 0;   ///< what the machine's clock shows
  std::int64_t wall_error_ms = 0;  ///< how far that lies outside the interval; below zero: behind
};

/// What the terminal of a folder knew when it last kept it in its journal, and the machine's clock now: for a tool,
/// also while the terminal sells. Fails as opening the journal for reading does.
Result<ClockStatus> clock_status_of(const std::filesystem::path& directory, Clock& clock);

/// What staff should know and do, in one sentence. Any thread.
std::string clock_text(const ClockStatus& status, Language language);

}  // namespace kazasu
