#include <google/protobuf/stubs/logging.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "progress.hpp"
#include "real/backups.hpp"
#include "real/kills.hpp"
#include "seed_runs.hpp"
#include "storage/sweeps.hpp"
#include "storage/wear.hpp"

using namespace kazasu::simulation;

namespace {

unsigned long long wide(std::uint64_t number) {
  return number;
}

int told(const char* what, const SweepReport& report) {
  std::printf("%s: %llu points, %s\n", what, wide(report.points),
              report.violation.empty() ? "no violation" : report.violation.c_str());
  return report.violation.empty() ? 0 : 1;
}

int run_seeds_command(const SeedRunOptions& options) {
  ProgressBar bar{"seeds", options.last - options.first + 1};
  const SeedRunReport report = run_seeds(options, [&](std::uint64_t done) { bar.at(done); });
  std::printf("seeds %llu to %llu, each twice: %llu checkouts, %llu entries in the books, %s\n", wide(options.first),
              wide(options.last), wide(report.checkouts), wide(report.entries),
              report.violation.empty() ? "no violation" : report.violation.c_str());
  if (!report.violation.empty()) return 1;
  constexpr std::uint64_t kSeedsForAllMarks = 100;
  if (report.seeds < kSeedsForAllMarks) return 0;
  const std::string missing = missing_marks(report);
  std::printf("what went wrong on purpose:");
  for (const auto& [mark, count] : report.marks) std::printf(" %s %llu", mark.c_str(), wide(count));
  std::printf("\n%s%s\n", missing.empty() ? "every kind of fault was met" : "never met: ", missing.c_str());
  return missing.empty() ? 0 : 1;
}

template <class Sweep>
int sweep(const char* what, Sweep run, std::uint64_t seed, std::uint64_t points) {
  ProgressBar bar{what, points};
  const SweepReport report = run(seed, points, [&](std::uint64_t done) { bar.at(done); });
  return told(what, report);
}

int tell_wear(const WearReport& report) {
  std::printf(
      "a checkout of five lines writes %.0f bytes in %.3f flushes; in rows of their own %.0f bytes in %.3f: %s\n",
      report.journal.bytes, report.journal.flushes, report.seven_rows.bytes, report.seven_rows.flushes,
      report.violation.empty() ? "no violation" : report.violation.c_str());
  return report.violation.empty() ? 0 : 1;
}

/// For a build with a bug in it: whether the test that should finds it, within the budget of one run of the tests.
int catch_bug(const std::string& by, SeedRunOptions options) {
  constexpr std::uint64_t kSeedsMax = 120;
  constexpr std::uint64_t kSeedsAtOnce = 4;
  const Progress quiet = [](std::uint64_t) {};
  std::string violation;
  if (by == "io-errors") violation = sweep_io_errors(1, 8'000, quiet).violation;
  if (by == "backups") violation = back_up_while_selling(1, 50, quiet).violation;
  if (by == "catalog-cuts") violation = sweep_catalog_cuts(1, 8'000, quiet).violation;
  if (by == "power-cuts") violation = sweep_power_cuts(1, 20'000, quiet).violation;
  for (std::uint64_t first = 1; by == "seeds" && violation.empty() && first <= kSeedsMax; first += kSeedsAtOnce) {
    options.first = first;
    options.last = first + kSeedsAtOnce - 1;
    violation = run_seeds(options, quiet).violation;
  }
  std::printf("%s%s\n", violation.empty() ? "not caught" : "caught: ", violation.c_str());
  return violation.empty() ? 1 : 0;
}

}  // namespace

int main(int count, char** words) {
  spdlog::set_level(spdlog::level::off);  // what fails here fails on purpose
  google::protobuf::SetLogHandler(nullptr);
  CLI::App app{"The whole system in one deterministic process, with everything going wrong that may."};
  app.require_subcommand(1);
  SeedRunOptions seeds{.examples = std::string{KAZASU_SOURCE_DIR} + "/examples/data"};
  seeds.auditor = std::string{KAZASU_SOURCE_DIR} + "/tests/simulation/audit.py";
  std::uint64_t points = 10'000;
  std::uint64_t seed = 1;

  CLI::App& worlds = *app.add_subcommand("seeds", "terminals, a ledger and a hostile world; chaos, calm, equality");
  worlds.add_option("first", seeds.first)->required();
  worlds.add_option("last", seeds.last, "default: the first");
  worlds.add_option("--jobs", seeds.jobs, "processes")->check(CLI::Range(1, 64));
  worlds.add_option("--checkouts", seeds.checkouts, "of each seed; default: 100");
  worlds.add_flag("--print", seeds.print, "what happens, line by line");
  CLI::App& bug = *app.add_subcommand("catch", "for builds with a planted bug: ends well if a test finds it");
  std::string by;
  bug.add_option("by", by, "the test that should find it")
      ->required()
      ->check(CLI::IsMember({"backups", "catalog-cuts", "io-errors", "power-cuts", "seeds"}));
  CLI::App& cuts = *app.add_subcommand("power-cuts", "power cut at every write of the journal");
  CLI::App& catalog_cuts = *app.add_subcommand("catalog-cuts", "power cut at every write of the catalog");
  CLI::App& errors = *app.add_subcommand("io-errors", "an error at every call of the journal to its disk");
  CLI::App& kills = *app.add_subcommand("kills", "kill -9 of a real process on a real disk");
  CLI::App& backups = *app.add_subcommand("backups", "backups of a real process's journal while it appends");
  CLI::App& wear = *app.add_subcommand("wear", "bytes and flushes a checkout, beside a layout of rows");
  wear.add_option("checkouts", points)->required();
  for (CLI::App* one : {&cuts, &catalog_cuts, &errors, &kills, &backups}) {
    one->add_option("points", points)->required();
    one->add_option("--seed", seed);
  }
  CLI11_PARSE(app, count, words);
  if (worlds.parsed()) {
    seeds.last = std::max(seeds.first, seeds.last);
    return run_seeds_command(seeds);
  }
  if (bug.parsed()) return catch_bug(by, seeds);
  if (cuts.parsed()) return sweep("power cuts", sweep_power_cuts, seed, points);
  if (catalog_cuts.parsed()) return sweep("power cuts of the catalog", sweep_catalog_cuts, seed, points);
  if (errors.parsed()) return sweep("I/O errors", sweep_io_errors, seed, points);
  if (backups.parsed()) return sweep("backups", back_up_while_selling, seed, points);
  if (wear.parsed()) return tell_wear(measure_wear(points));
  return sweep(
      "kill -9",
      [&](std::uint64_t, std::uint64_t times, const Progress& progress) {
        return kill_real_process(seed, times, seeds.examples, progress);
      },
      seed, points);
}
