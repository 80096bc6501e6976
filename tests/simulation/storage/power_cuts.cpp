#include <array>

#include "disk/disk_vfs.hpp"
#include "storage/journal_history.hpp"
#include "storage/sweeps.hpp"

namespace kazasu::simulation {
namespace {

constexpr std::array kDamages{Damage::none_kept, Damage::all_kept, Damage::prefix_kept, Damage::any_subset};
constexpr int kSteps = 14;
/// Every so many plans have entries so large that the log is moved into the file.
constexpr std::uint64_t kPlansPerCheckpoints = 8;
/// Of such a plan, with thousands of operations, every so many are cut.
constexpr std::uint64_t kOperationsPerCut = 9;

class PowerCuts {
 public:
  PowerCuts(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : seed_(seed), random_(seed), wanted_(points), progress_(progress) {}

  SweepReport run() {
    for (std::uint64_t plan = 0; report_.points < wanted_ && report_.violation.empty(); ++plan) {
      run_plan(plan % kPlansPerCheckpoints == kPlansPerCheckpoints - 1);
    }
    return report_;
  }

 private:
  void run_plan(bool checkpoints) {
    const auto plan = plan_journal(random_, kSteps, checkpoints);
    MemoryDisk disk;
    DiskVfs vfs{disk};
    JournalHistory history{disk};
    std::uint64_t operation = 0;
    disk.before_operation = [&](MemoryDisk::Operation) {
      ++operation;
      const bool cut = !checkpoints || (operation + seed_) % kOperationsPerCut == 0;
      if (cut) cut_here(disk, history, operation);
      return MemoryDisk::Fault::none;
    };
    if (!history.run(plan, vfs.name()) && report_.violation.empty()) {
      report_.violation = "a step failed on a disk without faults";
    }
    cut_here(disk, history, operation);
  }

  void cut_here(const MemoryDisk& disk, const JournalHistory& history, std::uint64_t operation) {
    if (!report_.violation.empty()) return;
    for (const Damage damage : kDamages) {
      const DiskImage left = disk.after_power_cut(damage, random_);
      count(history.check(left), operation, damage, "");
      if (random_.chance(150)) cut_again(left, history, operation, damage);
      if (disk.is_settled() || !report_.violation.empty()) return;  // all modes are one
    }
  }

  /// A second cut somewhere in the recovery from the first.
  void cut_again(const DiskImage& left, const JournalHistory& history, std::uint64_t operation, Damage first) {
    MemoryDisk disk{left};
    DiskVfs vfs{disk};
    std::uint64_t until = random_.below(80);
    DiskImage left_twice = left;
    disk.before_operation = [&](MemoryDisk::Operation) {
      if (until-- == 0) left_twice = disk.after_power_cut(kDamages[random_.below(kDamages.size())], random_);
      return MemoryDisk::Fault::none;
    };
    {
      const auto journal =
          journal::Journal::open({.file = "journal.db", .terminal = "R1", .epoch = 1, .vfs = vfs.name()});
    }
    count(history.check(left_twice), operation, first, " and again while it recovered");
  }

  void count(const std::string& wrong, std::uint64_t operation, Damage damage, const char* how) {
    if (++report_.points % 256 == 0 && progress_) progress_(report_.points);
    if (wrong.empty() || !report_.violation.empty()) return;
    report_.violation = "power cut before operation " + std::to_string(operation) + how + ", damage mode " +
                        std::to_string(static_cast<int>(damage)) + ", point " + std::to_string(report_.points) +
                        " of seed " + std::to_string(seed_) + ": " + wrong;
  }

  std::uint64_t seed_;
  Random random_;
  std::uint64_t wanted_;
  const Progress& progress_;
  SweepReport report_;
};

}  // namespace

SweepReport sweep_power_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress) {
  return PowerCuts{seed, points, progress}.run();
}

}  // namespace kazasu::simulation
