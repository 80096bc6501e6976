#include "disk/disk_vfs.hpp"
#include "storage/journal_history.hpp"
#include "storage/sweep.hpp"

namespace kazasu::simulation {
namespace {

using Fault = MemoryDisk::Fault;

constexpr int kSteps = 12;
/// Enough of large entries for the log to be moved into the file while they come.
constexpr int kStepsOfCheckpoints = 36;
constexpr std::uint64_t kPlansPerCheckpoints = 6;

class IoErrors {
 public:
  IoErrors(std::uint64_t seed, std::uint64_t points, const Progress& progress)
      : sweep_(seed, points, progress), random_(seed) {}

  SweepReport run() {
    for (std::uint64_t plan = 0; sweep_.goes_on(); ++plan) {
      const bool checkpoints = plan % kPlansPerCheckpoints == 0;
      const auto steps = plan_journal(random_, checkpoints ? kStepsOfCheckpoints : kSteps, checkpoints);
      const std::uint64_t calls = calls_of(steps);
      const std::uint64_t stride = checkpoints ? 1 + calls / 60 : 1;
      for (std::uint64_t call = 1 + random_.below(stride); call <= calls && sweep_.is_sound(); call += stride) {
        for (const bool lasting : {false, true}) {
          for (const Fault fault : {Fault::error, Fault::full}) fail_at(steps, call, fault, lasting);
        }
      }
    }
    return sweep_.report();
  }

 private:
  static std::uint64_t calls_of(const std::vector<JournalStep>& steps) {
    MemoryDisk disk;
    DiskVfs vfs{disk};
    std::uint64_t calls = 0;
    disk.before_operation = [&](MemoryDisk::Operation) { return ++calls, Fault::none; };
    disk.before_read = [&] { return ++calls, Fault::none; };
    JournalHistory{disk}.run(steps, vfs.name());
    return calls;
  }

  void fail_at(const std::vector<JournalStep>& steps, std::uint64_t call, Fault fault, bool lasting) {
    if (!sweep_.is_sound()) return;
    MemoryDisk disk;
    DiskVfs vfs{disk};
    disk.after_failed_flush = random_.fork();
    std::uint64_t calls = 0;
    const auto fails = [&](bool can_be_full) {
      ++calls;
      const bool now = lasting ? calls >= call : calls == call;
      if (!now) return Fault::none;
      return fault == Fault::full && !can_be_full ? Fault::none : fault;
    };
    disk.before_operation = [&](MemoryDisk::Operation operation) {
      using Operation = MemoryDisk::Operation;
      return fails(operation == Operation::write || operation == Operation::create);
    };
    disk.before_read = [&] { return fails(false); };
    JournalHistory history{disk};
    history.run(steps, vfs.name());
    disk.before_operation = nullptr;
    disk.before_read = nullptr;
    std::string wrong = history.acknowledged_after_failure();
    // Half of the tills are switched off now; the others only close and open the journal, go on, and lose power then.
    if (wrong.empty() && random_.chance(500)) {
      wrong = history.check_and_adopt(vfs.name());
      if (wrong.empty() && !history.run({{JournalStep::Kind::append, 500}}, vfs.name())) {
        wrong = "a step failed on a disk that has healed";
      }
    }
    if (wrong.empty()) wrong = history.check(disk.after_power_cut(Damage::none_kept, random_));
    if (wrong.empty()) wrong = history.check(disk.after_power_cut(Damage::any_subset, random_));
    sweep_.point(std::string{fault == Fault::full ? "disk full" : "I/O error"} + (lasting ? " from" : " at") +
                     " call " + std::to_string(call),
                 wrong);
  }

  Sweep sweep_;
  Random random_;
};

}  // namespace

SweepReport sweep_io_errors(std::uint64_t seed, std::uint64_t points, const Progress& progress) {
  return IoErrors{seed, points, progress}.run();
}

}  // namespace kazasu::simulation
