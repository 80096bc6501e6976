#include "world/knobs.hpp"

#include <algorithm>

namespace kazasu::simulation {
namespace {

/// Off in half of the worlds, so that each kind of fault is met alone, too; else up to `most`.
std::uint64_t sometimes(Random& random, std::uint64_t most) {
  return random.chance(500) ? 0 : 1 + random.below(most);
}

}  // namespace

Knobs Knobs::draw(Random& random) {
  Knobs knobs;
  const std::uint64_t size = random.below(100);
  knobs.terminals = static_cast<int>(size < 30   ? 1
                                     : size < 75 ? random.between(2, 6)
                                     : size < 95 ? random.between(7, 20)
                                                 : random.between(21, 64));
  knobs.members = static_cast<int>(random.chance(50) ? random.between(500, 2'000) : random.between(3, 60));
  knobs.campaigns = static_cast<int>(random.chance(100) ? random.between(20, 190) : random.between(0, 10));
  knobs.mean_pause_ms = random.chance(200) ? 3'600'000 * random.between(1, 48) : random.between(1'000, 600'000);
  knobs.lose = sometimes(random, 600);
  knobs.duplicate = sometimes(random, 600);
  knobs.corrupt = sometimes(random, 50);
  knobs.stale = sometimes(random, 100);
  knobs.latency_ms = random.between(1, 5'000);
  knobs.partition = sometimes(random, 60);
  knobs.partition_ms = random.chance(100) ? 30LL * 86'400'000 : random.between(1'000, 86'400'000);
  knobs.terminal_power_cut = sometimes(random, 120);
  knobs.terminal_kill = sometimes(random, 60);
  knobs.ledger_crash = sometimes(random, 100);
  knobs.io_error = sometimes(random, 2'000);
  knobs.ledger_io_error = sometimes(random, 500);
  knobs.disk_full = sometimes(random, 30);
  knobs.clock_jump = sometimes(random, 40);
  knobs.double_tap = random.below(150);
  knobs.give_back = random.below(200);
  knobs.restart = sometimes(random, 60);
  knobs.reenroll = sometimes(random, 20);
  knobs.restore = random.chance(250) ? 40 : 0;
  knobs.reload = random.below(30);
  knobs.clone = random.chance(150) ? 30 : 0;
  if (random.chance(700)) {
    knobs.lease_share = static_cast<int>(random.chance(300) ? 10'000 : random.between(1, 10'000));
    knobs.lease_hours = static_cast<int>(random.chance(500) ? 1 : random.between(1, 168));
    knobs.risk = random.chance(500);
    knobs.budget = random.chance(700) ? static_cast<int>(random.between(100, 1'000)) : 0;
  }
  return knobs;
}

}  // namespace kazasu::simulation
