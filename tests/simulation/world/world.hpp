#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kazasu/seams/transport.hpp"
#include "world/knobs.hpp"
#include "world/seeded_openssl.hpp"
#include "world/sim_ledger.hpp"
#include "world/sim_terminal.hpp"
#include "world/trace.hpp"

namespace kazasu::simulation {

struct WorldOptions {
  std::uint64_t seed = 1;
  std::filesystem::path examples;  ///< the example data
  std::filesystem::path scratch;   ///< a folder for data files and the database that the auditor reads
  bool print = false;              ///< the trace, to standard error
  int checkouts = 0;               ///< 0: as drawn
};

struct WorldReport {
  std::string violation;  ///< "" if every promise was kept
  std::string digest;     ///< of all that happened: the same in each run of a seed
  std::uint64_t checkouts = 0;
  std::uint64_t entries = 0;
  int terminals = 0;
  std::map<std::string, std::uint64_t> marks;  ///< how often each kind of thing happened
  std::filesystem::path database;
};

/// Terminals, a ledger and what goes on between them, from one seed: chaos, then calm, then equality.
class World {
 public:
  explicit World(const WorldOptions& options);
  WorldReport run();

 private:
  using Action = std::function<void()>;

  void at(std::int64_t delay_ms, Action action);
  std::string set_up();
  void chaos();
  void calm();
  void reload();
  void act(std::size_t place);
  /// Puts a second machine with the disk of this terminal beside it; its place.
  std::size_t clone(std::size_t place);
  void enroll(std::size_t place, bool reliable);
  /// What a checkout asks while it waits.
  std::optional<ledger::HttpAnswer> ask(std::size_t place, ledger::HttpRequest request);
  void follow_restart(std::size_t place);
  void sync_step(std::size_t place, std::uint64_t incarnation);
  void send(std::size_t place, std::uint64_t incarnation, const TransportRequest& request);
  void deliver(std::size_t place, std::uint64_t incarnation, const ledger::HttpRequest& request);
  void take(std::size_t place, std::uint64_t incarnation, const std::string& target, const ledger::HttpAnswer& answer);
  void end_round(std::size_t place, std::uint64_t incarnation, const Result<void>& result);
  /// Syncs one terminal without faults until it is drained; whether it is.
  bool drain(SimTerminal& terminal);
  void violated(const std::string& what);

  std::string check_equal();
  std::string check_terminal(SimTerminal& terminal);

  WorldOptions options_;
  SeededOpenssl openssl_;
  Random random_;
  Knobs knobs_;
  TrueTime time_;
  Trace trace_;
  SimLedger ledger_;
  std::vector<std::unique_ptr<SimTerminal>> terminals_;
  std::vector<std::uint64_t> followed_;  ///< the incarnation whose sync runs
  std::vector<std::int64_t> partitioned_until_;
  std::vector<std::vector<ledger::HttpAnswer>> old_catalogs_;
  std::multimap<std::int64_t, Action> events_;
  int generation_ = 0;
  bool has_clone_ = false;
  bool calm_ = false;
  WorldReport report_;
  std::map<std::string, std::map<std::uint64_t, std::map<std::uint64_t, ledger::IntakeEntry>>> intake_;
  std::set<std::string> forks_;  ///< terminals of which the books have one
};

}  // namespace kazasu::simulation
