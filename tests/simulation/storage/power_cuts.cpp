#include "disk/disk_vfs.hpp"
#include "storage/journal_history.hpp"
#include "storage/sweep.hpp"

namespace kazasu::simulation {
namespace {

constexpr int kSteps = 14;
/// Every so many plans have entries so large that the log is moved into the file.
constexpr std::uint64_t kPlansPerCheckpoints = 8;
/// Of such a plan, with thousands of operations, every so many are cut.
constexpr std::uint64_t kOperationsPerCut = 9;

class PowerCuts {
 public:
  PowerCuts(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : sweep_(seed, points, progress), random_(seed) {}

  SweepReport run() {
    for (std::uint64_t plan = 0; sweep_.goes_on(); ++plan) {
      run_plan(plan % kPlansPerCheckpoints == kPlansPerCheckpoints - 1);
    }
    return sweep_.report();
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
      const bool cut = !checkpoints || (operation + sweep_.seed()) % kOperationsPerCut == 0;
      if (cut) cut_here(disk, history, operation);
      return MemoryDisk::Fault::none;
    };
    if (!history.run(plan, vfs.name())) sweep_.stop("a disk without faults", "a step failed");
    cut_here(disk, history, operation);
  }

  void cut_here(const MemoryDisk& disk, const JournalHistory& history, std::uint64_t operation) {
    if (!sweep_.is_sound()) return;
    for (const Damage damage : kDamages) {
      const DiskImage left = disk.after_power_cut(damage, random_);
      sweep_.power_cut(operation, damage, history.check(left));
      if (random_.chance(150)) cut_again(left, history, operation, damage);
      if (disk.is_settled() || !sweep_.is_sound()) return;  // all modes are one
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
    sweep_.power_cut(operation, first, history.check(left_twice), " and again while it recovered");
  }

  Sweep sweep_;
  Random random_;
};

}  // namespace

SweepReport sweep_power_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress) {
  return PowerCuts{seed, points, progress}.run();
}

}  // namespace kazasu::simulation
