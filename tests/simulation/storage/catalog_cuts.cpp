#include "disk/disk_vfs.hpp"
#include "storage/catalog_history.hpp"
#include "storage/sweep.hpp"

namespace kazasu::simulation {
namespace {

constexpr int kSteps = 7;

class CatalogCuts {
 public:
  CatalogCuts(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : sweep_(seed, points, progress), random_(seed) {}

  SweepReport run() {
    while (sweep_.goes_on()) run_plan();
    return sweep_.report();
  }

 private:
  void run_plan() {
    const auto plan = plan_catalog(random_, kSteps);
    MemoryDisk disk;
    DiskVfs vfs{disk};
    CatalogHistory history{random_.fork()};
    std::uint64_t operation = 0;
    disk.before_operation = [&](MemoryDisk::Operation) {
      cut_here(disk, history, ++operation);
      return MemoryDisk::Fault::none;
    };
    const std::string failed = history.run(plan, vfs.name());
    if (!failed.empty()) sweep_.stop("a disk without faults", "a step failed: " + failed);
    cut_here(disk, history, operation);
  }

  void cut_here(const MemoryDisk& disk, const CatalogHistory& history, std::uint64_t operation) {
    for (const Damage damage : kDamages) {
      if (!sweep_.is_sound()) return;
      sweep_.power_cut(operation, damage, history.check(disk.after_power_cut(damage, random_)));
      if (disk.is_settled()) return;  // all modes are one
    }
  }

  Sweep sweep_;
  Random random_;
};

}  // namespace

SweepReport sweep_catalog_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress) {
  return CatalogCuts{seed, points, progress}.run();
}

}  // namespace kazasu::simulation
