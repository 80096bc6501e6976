#include "world/sim_terminal.hpp"

#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/enrollment.hpp"

namespace kazasu::simulation {
namespace {

constexpr Damage kDamages[] = {Damage::none_kept, Damage::all_kept, Damage::prefix_kept, Damage::any_subset};
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

SimTerminal::SimTerminal(std::string name, const TrueTime& time, const Knobs& knobs, Random random, Trace& trace)
    : name_(std::move(name)),
      time_(time),
      knobs_(knobs),
      random_(random),
      trace_(trace),
      clock_(time),
      entropy_(random_.fork()),
      vfs_(disk_) {
  clock_.set_crystal(static_cast<std::int64_t>(std::hash<std::string>{}(name_) % 1'201) - 600);
  disk_.after_failed_flush = random_.fork();
  disk_.before_operation = [this](MemoryDisk::Operation) {
    if (dead_) return MemoryDisk::Fault::error;
    if (dies_after_ && (*dies_after_)-- == 0) {
      dead_ = true;
      return MemoryDisk::Fault::error;
    }
    return may_fail_ && random_.below(1'000'000) < knobs_.io_error ? MemoryDisk::Fault::error : MemoryDisk::Fault::none;
  };
}

SimTerminal::~SimTerminal() = default;

void SimTerminal::break_promise(const std::string& what) {
  if (violation.empty()) violation = name_ + ": " + what;
}

std::string SimTerminal::enroll(Transport& ledger, const std::string& code) {
  stop();
  keys_.clear();
  const auto identity = sync::enroll(ledger, keys_, code);
  wants_enrollment_ = !identity;
  if (!identity) return describe(identity.error());
  epoch_ = identity->epoch;
  enrolled_ = true;
  restored_ = false;
  earliest_ms_ = 0;
  halted_by_fork_ = fork_told_by_ledger_ = false;
  old_image_.reset();
  const auto certificate = keys_.load(sync::kTerminalCertificate);
  const auto key = certificate ? proto::public_key_pem_of_certificate(as_text(*certificate))
                               : Result<std::string>{certificate.error()};
  if (!key) return describe(key.error());
  public_key_pem_ = *key;
  trace_.add(time_.unix_ms, name_, "enrolled", "epoch " + std::to_string(epoch_));
  start();
  return "";
}

void SimTerminal::start() {
  if (terminal_ || !enrolled_ || wants_enrollment_) return;
  may_fail_ = !calm_;
  Configuration configuration;
  configuration.directory = directory();
  configuration.identification_methods = {
      {.kind = IdentificationMethod::Kind::member_number, .number = {.name = {}, .lengths = {16}, .prefix = "29"}}};
  auto opened = TerminalParts::open(configuration, {.clock = std::make_unique<BorrowedClock>(clock_),
                                                    .entropy = std::make_unique<BorrowedEntropy>(entropy_),
                                                    .keys = std::make_unique<BorrowedKeys>(keys_),
                                                    .vfs = vfs_.name(),
                                                    .asking = make_asking_ ? make_asking_() : nullptr});
  if (dead_) {
    if (opened) terminal_.emplace(std::move(*opened));
    return crash(true);
  }
  if (!opened) {
    trace_.add(time_.unix_ms, name_, "does not open", describe(opened.error()));
    const ErrorCode code = opened.error().code;
    if (calm_ ||
        (code != ErrorCode::journal_failed && code != ErrorCode::journal_full && code != ErrorCode::catalog_invalid)) {
      break_promise("it does not open: " + describe(opened.error()));
    }
    return;
  }
  terminal_.emplace(std::move(*opened));
  ++incarnation_;
  session_ = std::make_unique<SyncSession>(*TerminalParts::store(*terminal_), TerminalParts::keys(*terminal_),
                                           TerminalParts::events(*terminal_),
                                           std::chrono::milliseconds{60'000 + knobs_.mean_pause_ms / 2});
  catalog_version_ = 0;
  trace_.add(time_.unix_ms, name_, "opened", std::to_string(journal().head().seq) + " entries");
  settle_unknown();
}

void SimTerminal::stop() {
  session_.reset();
  terminal_.reset();
  may_fail_ = false;
}

void SimTerminal::crash(bool power) {
  trace_.add(time_.unix_ms, name_, power ? "power cut" : "killed");
  session_.reset();
  terminal_.reset();
  vfs_.detach();
  if (power) {
    disk_.cut_power(kDamages[random_.below(4)], random_);
    clock_.boot();
    if (random_.chance(knobs_.clock_jump)) clock_.set(-time_.unix_ms, 0, false);  // a flat battery: 1970
  }
  dead_ = false;
  dies_after_.reset();
  may_fail_ = false;
}

void SimTerminal::calm() {
  if (dead_) crash(true);
  calm_ = true;
  may_fail_ = false;
  dies_after_.reset();
  disk_.capacity_bytes.reset();
  clock_.set(0, 0, false);
  // What the last failure left latched is opened and verified anew.
  if (terminal_ && !journal().prepare()) stop();
  start();
}

void SimTerminal::ask_for_enrollment() {
  wants_enrollment_ = true;
}

bool SimTerminal::drained() {
  return running() && journal().acknowledged().seq == journal().head().seq;
}

void SimTerminal::note_halt(const Error& error) {
  if (error.code != ErrorCode::journal_forked) return;
  halted_by_fork_ = true;
  fork_told_by_ledger_ = fork_told_by_ledger_ || error.detail.starts_with("HTTP ");
  if (!restored_) break_promise("the ledger calls it a fork, and it is none: " + describe(error));
}

void SimTerminal::jump_clock() {
  switch (random_.below(5)) {
    case 0: clock_.set(random_.between(-3'650, 3'650) * kDayMs, 0, false); break;
    case 1: clock_.set(0, random_.between(-50, 50), false); break;
    case 2: clock_.set(0, 0, true); break;
    case 3: clock_.set(random_.between(-7'200'000, 7'200'000), 0, false); break;
    default: clock_.set(0, 0, false); break;
  }
  trace_.add(time_.unix_ms, name_, "clock set", std::to_string(clock_.wall_unix_ms()));
}

/// An image of weeks ago is put back, as by one who wants to forget what was redeemed.
void SimTerminal::restore_old_image() {
  stop();
  if (!old_image_) {
    old_image_ = disk_.image();
    return start();
  }
  trace_.add(time_.unix_ms, name_, "old disk put back");
  disk_.replace(*old_image_);
  old_image_.reset();
  restored_ = true;
  restored_epochs_.insert(epoch_);
  start();
}

void SimTerminal::become_clone_of(SimTerminal& original) {
  original.stop();
  disk_.replace(original.disk_.image());
  keys_ = original.keys_;
  epoch_ = original.epoch_;
  public_key_pem_ = original.public_key_pem_;
  transactions_ = original.transactions_;
  enrolled_ = true;
  for (SimTerminal* one : {&original, this}) {
    one->cloned_ = one->restored_ = true;
    one->restored_epochs_.insert(epoch_);
    one->start();
  }
  trace_.add(time_.unix_ms, name_, "disk cloned");
}

void SimTerminal::maybe_misfortune() {
  if (calm_) return;
  if (random_.chance(knobs_.clock_jump)) jump_clock();
  if (random_.chance(knobs_.restart)) {
    stop();
    start();
  }
  if (random_.chance(knobs_.restore)) restore_old_image();
  if (random_.chance(knobs_.disk_full)) {
    disk_.capacity_bytes = disk_.capacity_bytes
                               ? std::optional<std::int64_t>{}
                               : (std::int64_t{1} << 40) - disk_.free_bytes() + random_.between(0, 65'536);
    disk_.block_bytes = random_.chance(500) ? 1'024 : 4'096;
    trace_.add(time_.unix_ms, name_, disk_.capacity_bytes ? "disk full" : "disk has room");
  }
  if (random_.chance(knobs_.terminal_power_cut + knobs_.terminal_kill)) dies_after_ = random_.below(12);
}

void SimTerminal::act() {
  maybe_misfortune();
  start();
  if (!running()) return;
  if (random_.chance(knobs_.give_back)) {
    give_back();
  } else {
    sell();
  }
  if (dead_)
    return crash(!random_.chance(knobs_.terminal_kill * 1000 / (knobs_.terminal_kill + knobs_.terminal_power_cut + 1)));
  // A latched journal is closed and opened again by the till's program.
  if (running() && !journal().prepare() && !disk_.capacity_bytes) {
    stop();
    start();
  }
}

}  // namespace kazasu::simulation
