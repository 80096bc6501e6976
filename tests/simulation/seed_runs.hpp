#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace kazasu::simulation {

struct SeedRunOptions {
  std::uint64_t first = 1, last = 1;
  int jobs = 1;
  int checkouts = 0;  ///< of each seed; 0: as drawn
  bool print = false;
  std::filesystem::path examples;
  std::filesystem::path auditor;  ///< audit.py
};

struct SeedRunReport {
  std::uint64_t seeds = 0, checkouts = 0, entries = 0;
  std::string violation;  ///< the first, with its seed
  std::map<std::string, std::uint64_t> marks;
};

/// Runs every seed twice, compares the two, and has the auditor look at the books. Jobs are processes.
SeedRunReport run_seeds(const SeedRunOptions& options, const std::function<void(std::uint64_t)>& progress);

/// "" if everything that may go wrong did so at least once in these seeds; else what did not.
std::string missing_marks(const SeedRunReport& report);

}  // namespace kazasu::simulation
