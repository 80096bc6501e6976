#pragma once

#include <cstdint>

#include "kazasu/kazasu.hpp"
#include "kazasu/seams/clock.hpp"
#include "prepared_terminal.hpp"

inline constexpr std::int64_t kHour = 3'600'000;
/// Wednesday 2026-11-25 10:00 in Tokyo.
inline constexpr std::int64_t kTen = 1'795'568'400'000;

/// A machine: the true time, and what its clocks make of it.
struct Machine {
  std::int64_t true_ms = kTen;
  std::int64_t wall_error_ms = 0;
  std::int64_t booted_ms = kTen - kHour;
  std::uint64_t boot = 1;

  void reboot() {
    true_ms += 60'000;
    booted_ms = true_ms;
    ++boot;
  }
};

class MachineClock final : public kazasu::Clock {
 public:
  explicit MachineClock(const Machine& machine) : machine_(machine) {}
  std::int64_t wall_unix_ms() override { return machine_.true_ms + machine_.wall_error_ms; }
  std::int64_t monotonic_ns() override { return (machine_.true_ms - machine_.booted_ms) * 1'000'000; }
  std::uint64_t boot_id() override { return machine_.boot; }

 private:
  const Machine& machine_;
};

/// Opens the prepared terminal on a machine, which outlives it.
kazasu::Terminal open_on(const Machine& machine, PreparedTerminal& prepared);
/// The ledger answers at once, with the true time.
void reach_ledger(const Machine& machine, kazasu::Terminal& terminal);
