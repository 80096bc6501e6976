#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "disk/disk_vfs.hpp"
#include "disk/memory_disk.hpp"
#include "http/routes.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "world/knobs.hpp"
#include "world/machine.hpp"
#include "world/trace.hpp"

namespace kazasu::simulation {

/// The ledger's server on a machine of its own: its real routes, intake, posting and store, on a disk that may fail.
class SimLedger {
 public:
  SimLedger(const TrueTime& time, const Knobs& knobs, Random random, Trace& trace);

  /// Makes the books; "" or what went wrong.
  std::string initialize();
  std::string load(const std::filesystem::path& data);
  std::optional<std::string> issue_code(const std::string& terminal);
  /// The operator's word that nothing more comes of a journal.
  void end_leases(const std::string& terminal, std::uint64_t epoch);

  /// The answer, or nothing: it was down, or went down meanwhile.
  std::optional<ledger::HttpAnswer> answer(const ledger::HttpRequest& request);
  /// From here on it may fail, as the knobs say; with `calm` no more.
  void storm() { calm_ = false; }
  void calm();
  void restart_if_down();
  [[nodiscard]] ledger::Ledger& books() { return *ledger_; }
  /// Its database as a file, for the auditor. It is closed before and opened again.
  std::string write_database(const std::filesystem::path& file);

 private:
  void open();
  void crash();

  const TrueTime& time_;
  const Knobs& knobs_;
  Random random_;
  Trace& trace_;
  MachineClock clock_;
  SeededEntropy entropy_;
  ChipKeyStore keys_;
  ChipKeyStore root_keys_;
  MemoryDisk disk_;
  DiskVfs vfs_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<ledger::Routes> routes_;
  bool calm_ = true;
  bool dead_ = false;
  std::int64_t down_until_ms_ = 0;
  std::optional<std::uint64_t> dies_after_;  ///< operations of its disk
};

}  // namespace kazasu::simulation
