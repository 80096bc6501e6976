#pragma once

#include <cstdint>

#include "random.hpp"

namespace kazasu::simulation {

/// How hostile one world is (reliability: 3.2). Chances are per thousand.
struct Knobs {
  int terminals = 1;
  int checkouts = 100;
  int members = 20;
  int campaigns = 0;                    ///< besides those of the example data
  std::int64_t mean_pause_ms = 60'000;  ///< between two things that people do at one terminal

  std::uint64_t lose = 0;       ///< a message
  std::uint64_t duplicate = 0;  ///< a request arrives again, later
  std::uint64_t corrupt = 0;    ///< a request arrives with a byte changed or cut short
  std::uint64_t stale = 0;      ///< an old catalog comes instead of the current one
  std::int64_t latency_ms = 50;
  std::uint64_t partition = 0;  ///< a terminal loses its line, for up to `partition_ms`
  std::int64_t partition_ms = 60'000;

  std::uint64_t terminal_power_cut = 0;  ///< at an action, somewhere in what it writes
  std::uint64_t terminal_kill = 0;
  std::uint64_t ledger_crash = 0;  ///< at a request, somewhere in what it writes
  std::uint64_t io_error = 0;      ///< per million operations of a terminal's disk
  std::uint64_t ledger_io_error = 0;
  std::uint64_t disk_full = 0;
  std::uint64_t clock_jump = 0;

  std::uint64_t double_tap = 0;
  std::uint64_t give_back = 0;
  std::uint64_t restart = 0;
  std::uint64_t reenroll = 0;
  std::uint64_t restore = 0;  ///< an old image of the disk is put back
  std::uint64_t reload = 0;   ///< the ledger loads new data
  std::uint64_t clone = 0;    ///< a terminal's disk is copied into a second machine, and both sell

  int lease_share = 0;  ///< basis points of members' points; 0: the program leases nothing
  int lease_hours = 0;
  int budget = 0;    ///< of how many of a thousand campaigns; 0: none has one
  bool risk = true;  ///< points may be redeemed beyond leases

  static Knobs draw(Random& random);
};

}  // namespace kazasu::simulation
