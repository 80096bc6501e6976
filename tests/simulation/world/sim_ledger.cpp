#include "world/sim_ledger.hpp"

#include <fstream>

namespace kazasu::simulation {
namespace {

constexpr const char* kDatabase = "/simulated/ledger.db";
constexpr std::int64_t kRestartMs = 20'000;

}  // namespace

SimLedger::SimLedger(const TrueTime& time, const Knobs& knobs, Random random, Trace& trace)
    : time_(time), knobs_(knobs), random_(random), trace_(trace), clock_(time), entropy_(random_.fork()), vfs_(disk_) {
  disk_.after_failed_flush = random_.fork();
  disk_.before_operation = [this](MemoryDisk::Operation) {
    if (dead_) return MemoryDisk::Fault::error;
    if (dies_after_ && (*dies_after_)-- == 0) {
      dead_ = true;
      return MemoryDisk::Fault::error;
    }
    const bool fails = !calm_ && ledger_ && random_.below(1'000'000) < knobs_.ledger_io_error;
    return fails ? MemoryDisk::Fault::error : MemoryDisk::Fault::none;
  };
}

std::string SimLedger::initialize() {
  const auto made =
      ledger::Ledger::initialize({kDatabase, vfs_.name()}, {"localhost"}, keys_, root_keys_, {}, clock_, entropy_);
  if (!made) return describe(made.error());
  open();
  return ledger_ ? "" : "the ledger does not open";
}

void SimLedger::open() {
  auto opened = ledger::Ledger::open({kDatabase, vfs_.name()}, keys_, clock_, entropy_);
  if (!opened) {
    trace_.add(time_.unix_ms, "ledger", "does not open", describe(opened.error()));
    return;
  }
  ledger_ = std::move(*opened);
  routes_ = std::make_unique<ledger::Routes>(*ledger_, clock_);
}

std::string SimLedger::load(const std::filesystem::path& data) {
  if (!ledger_) return "";
  const auto loaded = ledger_->load(data);
  if (loaded) return "";
  if (calm_ || knobs_.ledger_io_error == 0) return describe(loaded.error());
  crash();
  return "";
}

std::optional<std::string> SimLedger::issue_code(const std::string& terminal) {
  if (!ledger_) return std::nullopt;
  // Every third lane stands in the other store.
  auto code = ledger_->issue_code(terminal, std::stoi(terminal.substr(1)) % 3 == 0 ? "minato" : "ekimae");
  if (!code) return std::nullopt;
  return *code;
}

void SimLedger::end_leases(const std::string& terminal, std::uint64_t epoch) {
  if (!ledger_) return;
  const auto ended = ledger_->end_leases(terminal, epoch);
  if (ended) trace_.add(time_.unix_ms, "ledger", "leases of an epoch ended");
  if (!ended && ended.error().code != ErrorCode::not_found) crash();
}

/// Its process or its machine dies.
void SimLedger::crash() {
  const bool power = random_.chance(600);
  trace_.add(time_.unix_ms, "ledger", power ? "power cut" : "killed");
  routes_.reset();
  ledger_.reset();
  vfs_.detach();
  if (power) {
    constexpr Damage kDamages[] = {Damage::none_kept, Damage::all_kept, Damage::prefix_kept, Damage::any_subset};
    disk_.cut_power(kDamages[random_.below(4)], random_);
  }
  dead_ = false;
  dies_after_.reset();
  down_until_ms_ = time_.unix_ms + static_cast<std::int64_t>(random_.below(kRestartMs));
}

void SimLedger::restart_if_down() {
  if (!ledger_ && (calm_ || time_.unix_ms >= down_until_ms_)) open();
}

std::optional<ledger::HttpAnswer> SimLedger::answer(const ledger::HttpRequest& request) {
  restart_if_down();
  if (!ledger_) return std::nullopt;
  if (!calm_ && random_.chance(knobs_.ledger_crash)) dies_after_ = random_.below(40);
  auto answer = routes_->answer(request);
  if (dead_) {
    crash();
    return std::nullopt;
  }
  // A server whose store failed is restarted by whoever watches it.
  if (answer.status == 500) {
    trace_.add(time_.unix_ms, "ledger", "answers 500");
    crash();
  }
  if (!calm_ && dies_after_ && random_.chance(300)) {  // after the commit, before the answer
    crash();
    return std::nullopt;
  }
  dies_after_.reset();
  return answer;
}

void SimLedger::calm() {
  calm_ = true;
  dies_after_.reset();
  restart_if_down();
}

std::string SimLedger::write_database(const std::filesystem::path& file) {
  routes_.reset();
  ledger_.reset();
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(disk_.size(kDatabase)));
  bool whole = false;
  disk_.read(kDatabase, bytes, 0, whole);
  std::ofstream output{file, std::ios::binary | std::ios::trunc};
  output.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  open();
  return output.good() ? "" : "the database cannot be written out";
}

}  // namespace kazasu::simulation
