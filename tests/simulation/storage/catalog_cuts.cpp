#include <array>

#include "disk/disk_vfs.hpp"
#include "storage/catalog_history.hpp"
#include "storage/sweeps.hpp"

namespace kazasu::simulation {
namespace {

constexpr std::array kDamages{Damage::none_kept, Damage::all_kept, Damage::prefix_kept, Damage::any_subset};
constexpr int kSteps = 7;

class CatalogCuts {
 public:
  CatalogCuts(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : seed_(seed), random_(seed), wanted_(points), progress_(progress) {}

  SweepReport run() {
    while (report_.points < wanted_ && report_.violation.empty()) run_plan();
    return report_;
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
    if (!failed.empty() && report_.violation.empty()) {
      report_.violation = "a step failed on a disk without faults, seed " + std::to_string(seed_) + ": " + failed;
    }
    cut_here(disk, history, operation);
  }

  void cut_here(const MemoryDisk& disk, const CatalogHistory& history, std::uint64_t operation) {
    for (const Damage damage : kDamages) {
      if (!report_.violation.empty()) return;
      const std::string wrong = history.check(disk.after_power_cut(damage, random_));
      if (++report_.points % 256 == 0 && progress_) progress_(report_.points);
      if (!wrong.empty()) {
        report_.violation = "power cut before operation " + std::to_string(operation) + ", damage mode " +
                            std::to_string(static_cast<int>(damage)) + ", point " + std::to_string(report_.points) +
                            " of seed " + std::to_string(seed_) + ": " + wrong;
      }
      if (disk.is_settled()) return;  // all modes are one
    }
  }

  std::uint64_t seed_;
  Random random_;
  std::uint64_t wanted_;
  const Progress& progress_;
  SweepReport report_;
};

}  // namespace

SweepReport sweep_catalog_cuts(std::uint64_t seed, std::uint64_t points, const Progress& progress) {
  return CatalogCuts{seed, points, progress}.run();
}

}  // namespace kazasu::simulation
