#include "world/world.hpp"

#include "world/data.hpp"

namespace kazasu::simulation {
namespace {

/// Wednesday 2026-11-25, noon in Tokyo.
constexpr std::int64_t kBegin = 1'795'575'600'000;
constexpr std::int64_t kTimeoutMs = 30'000;
constexpr int kCalmRounds = 8;

/// A network without faults, for enrolment and the calm at the end.
class Direct final : public Transport {
 public:
  Direct(SimLedger& ledger, bool reliable, Random& random) : ledger_(ledger), reliable_(reliable), random_(random) {}
  Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds) override {
    const Error lost{ErrorCode::network_unreachable, "lost"};
    if (!reliable_ && random_.chance(200)) return lost;
    ledger::HttpRequest http{.method = request.method, .target = request.target};
    http.content_type = request.content_type;
    http.body = std::string{as_text(request.body)};
    const auto answer = ledger_.answer(http);
    if (!answer || (!reliable_ && random_.chance(100))) return lost;
    return TransportAnswer{answer->status, Bytes{answer->body.begin(), answer->body.end()}};
  }
  void cancel() override {}

 private:
  SimLedger& ledger_;
  bool reliable_;
  Random& random_;
};

/// The line of one terminal's checkouts: as bad as the rest of its network, but without delay, for people wait.
class Asking final : public Transport {
 public:
  Asking(std::function<std::optional<ledger::HttpAnswer>(const ledger::HttpRequest&)> send) : send_(std::move(send)) {}
  Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds) override {
    ledger::HttpRequest http{.method = request.method, .target = request.target};
    http.content_type = "application/x-protobuf";
    http.body = std::string{as_text(request.body)};
    const auto answer = send_(http);
    if (!answer) return Error{ErrorCode::network_unreachable, "no answer"};
    return TransportAnswer{answer->status, Bytes{answer->body.begin(), answer->body.end()}};
  }
  void cancel() override {}

 private:
  std::function<std::optional<ledger::HttpAnswer>(const ledger::HttpRequest&)> send_;
};

}  // namespace

World::World(const WorldOptions& options)
    : options_(options),
      openssl_(options.seed),
      random_(options.seed),
      knobs_(Knobs::draw(random_)),
      time_{kBegin},
      trace_(options.print),
      ledger_(time_, knobs_, random_.fork(), trace_) {
  if (options.checkouts > 0) knobs_.checkouts = options.checkouts;
}

void World::at(std::int64_t delay_ms, Action action) {
  events_.emplace(time_.unix_ms + delay_ms, std::move(action));
}

void World::violated(const std::string& what) {
  if (report_.violation.empty()) report_.violation = what;
}

std::string World::set_up() {
  const auto folder = options_.scratch / "data";
  write_data(options_.examples, folder, knobs_, knobs_.members, generation_, options_.seed);
  if (auto wrong = ledger_.initialize(); !wrong.empty()) return "the ledger: " + wrong;
  if (auto wrong = ledger_.load(folder); !wrong.empty()) return "the ledger: " + wrong;
  for (int i = 0; i < knobs_.terminals; ++i) {
    terminals_.push_back(
        std::make_unique<SimTerminal>("R" + std::to_string(i + 1), time_, knobs_, random_.fork(), trace_));
  }
  followed_.resize(terminals_.size());
  partitioned_until_.resize(terminals_.size());
  old_catalogs_.resize(terminals_.size());
  for (std::size_t i = 0; i < terminals_.size(); ++i) {
    const auto send = [this, i](const ledger::HttpRequest& request) { return ask(i, request); };
    terminals_[i]->set_asking([send] { return std::make_unique<Asking>(send); });
    enroll(i, true);
  }
  return "";
}

void World::enroll(std::size_t place, bool reliable) {
  Direct direct{ledger_, reliable, random_};
  ledger_.restart_if_down();
  SimTerminal& terminal = *terminals_[place];
  const std::uint64_t earlier = terminal.epoch();
  const bool nothing_more_comes = terminal.drained() && !terminal.restored();
  const auto code = ledger_.issue_code(terminal.name());
  const std::string wrong = code ? terminal.enroll(direct, *code) : "no code";
  if (!wrong.empty()) trace_.add(time_.unix_ms, terminal.name(), "not enrolled", wrong);
  if (wrong.empty() && earlier > 0 && nothing_more_comes) ledger_.end_leases(terminal.name(), earlier);
  if (!wrong.empty() && reliable) violated(terminal.name() + " does not enrol: " + wrong);
  old_catalogs_[place].clear();
  follow_restart(place);
}

/// A terminal that was opened again has a sync of its own; whatever the earlier one still waits for is nothing to it.
void World::follow_restart(std::size_t place) {
  SimTerminal& terminal = *terminals_[place];
  if (!terminal.running() || followed_[place] == terminal.incarnation()) return;
  followed_[place] = terminal.incarnation();
  const std::uint64_t incarnation = terminal.incarnation();
  at(10, [this, place, incarnation] { sync_step(place, incarnation); });
}

void World::act(std::size_t place) {
  SimTerminal& terminal = *terminals_[place];
  if (random_.chance(knobs_.partition)) {
    partitioned_until_[place] = time_.unix_ms + 1'000 + random_.between(0, knobs_.partition_ms);
    trace_.add(time_.unix_ms, terminal.name(), "line cut");
  }
  const bool may_enroll = !terminal.cloned() && terminal.drained() && terminal.journal().prepare();
  if (may_enroll && random_.chance(knobs_.reenroll)) terminal.ask_for_enrollment();
  if (terminal.wants_enrollment()) {
    enroll(place, false);
  } else {
    terminal.act();
  }
  follow_restart(place);
  if (!terminal.violation.empty()) violated(terminal.violation);
  if (random_.chance(knobs_.reload) && place == 0) reload();
}

std::size_t World::clone(std::size_t place) {
  has_clone_ = true;
  SimTerminal& original = *terminals_[place];
  auto twin = std::make_unique<SimTerminal>(original.name(), time_, knobs_, random_.fork(), trace_);
  twin->become_clone_of(original);
  terminals_.push_back(std::move(twin));
  followed_.push_back(0);
  partitioned_until_.push_back(0);
  old_catalogs_.emplace_back();
  for (const std::size_t one : {place, terminals_.size() - 1}) {
    follow_restart(one);
    if (!terminals_[one]->violation.empty()) violated(terminals_[one]->violation);
  }
  return terminals_.size() - 1;
}

void World::reload() {
  ++generation_;
  const auto folder = options_.scratch / "data";
  write_data(options_.examples, folder, knobs_, knobs_.members + generation_, generation_, options_.seed);
  trace_.add(time_.unix_ms, "ledger", "new data");
  if (auto wrong = ledger_.load(folder); !wrong.empty()) violated("the ledger: " + wrong);
}

void World::chaos() {
  ledger_.storm();
  std::function<void(std::size_t)> next = [&](std::size_t place) {
    at(1 + random_.between(0, 2 * knobs_.mean_pause_ms), [this, place, &next] {
      act(place);
      next(place);
      const SimTerminal& terminal = *terminals_[place];
      const bool whole = terminal.running() && !terminal.restored() && !terminal.wants_enrollment();
      if (!has_clone_ && whole && random_.chance(knobs_.clone)) next(clone(place));
    });
  };
  for (std::size_t i = 0; i < terminals_.size(); ++i) next(i);
  const auto sold = [this] {
    std::uint64_t sum = 0;
    for (const auto& terminal : terminals_) sum += terminal->sales();
    return sum;
  };
  const auto wanted = static_cast<std::uint64_t>(knobs_.checkouts);
  std::uint64_t steps = 0;
  while (report_.violation.empty() && sold() < wanted && !events_.empty() && ++steps < 400 * wanted) {
    auto event = events_.extract(events_.begin());
    time_.unix_ms = std::max(time_.unix_ms, event.key());
    event.mapped()();
  }
  events_.clear();
}

void World::sync_step(std::size_t place, std::uint64_t incarnation) {
  SimTerminal& terminal = *terminals_[place];
  if (terminal.session() == nullptr || terminal.incarnation() != incarnation) return;
  auto request = terminal.session()->next_request();
  if (!request) return end_round(place, incarnation, request.error());
  if (!*request) return end_round(place, incarnation, {});
  send(place, incarnation, **request);
}

void World::end_round(std::size_t place, std::uint64_t incarnation, const Result<void>& result) {
  SimTerminal& terminal = *terminals_[place];
  if (terminal.session() == nullptr || terminal.incarnation() != incarnation) return;
  if (!result) terminal.note_halt(result.error());
  if (!terminal.violation.empty()) violated(terminal.violation);
  // In a world where days pass between two sales, a line that is down for weeks is not tried every minute.
  const std::int64_t pause =
      std::max<std::int64_t>(terminal.session()->end_round(result).count(), knobs_.mean_pause_ms / 4);
  trace_.add(time_.unix_ms, terminal.name(), result ? "round done" : "round broke off");
  at(pause, [this, place, incarnation] { sync_step(place, incarnation); });
}

void World::send(std::size_t place, std::uint64_t incarnation, const TransportRequest& request) {
  SimTerminal& terminal = *terminals_[place];
  const auto broken = [this, place, incarnation] {
    end_round(place, incarnation, Error{ErrorCode::network_unreachable, "no answer"});
  };
  ledger::HttpRequest http{.method = request.method, .target = request.target};
  http.content_type = request.content_type;
  http.body = std::string{as_text(request.body)};
  http.client = ledger::Client{terminal.name(), terminal.public_key_pem()};
  if (random_.chance(knobs_.duplicate)) {  // an old copy comes much later; nobody waits for its answer
    trace_.add(time_.unix_ms, terminal.name(), "doubled");
    at(random_.between(0, 600'000), [this, http] { static_cast<void>(ledger_.answer(http)); });
  }
  if (time_.unix_ms < partitioned_until_[place] || random_.chance(knobs_.lose)) return at(kTimeoutMs, broken);
  if (!http.body.empty() && random_.chance(knobs_.corrupt)) {
    const std::size_t where = http.body.size() * random_.below(1000) / 1000;
    trace_.add(time_.unix_ms, terminal.name(), "corrupted");
    if (random_.chance(500)) {
      http.body.resize(where);
    } else {
      http.body[where] = static_cast<char>(http.body[where] ^ 0x41);
    }
  }
  at(1 + random_.between(0, knobs_.latency_ms),
     [this, place, incarnation, http] { deliver(place, incarnation, http); });
}

std::optional<ledger::HttpAnswer> World::ask(std::size_t place, ledger::HttpRequest request) {
  SimTerminal& terminal = *terminals_[place];
  request.client = ledger::Client{terminal.name(), terminal.public_key_pem()};
  if (random_.chance(knobs_.duplicate)) {
    at(random_.between(0, 600'000), [this, request] { static_cast<void>(ledger_.answer(request)); });
  }
  if (time_.unix_ms < partitioned_until_[place] || random_.chance(knobs_.lose)) return std::nullopt;
  auto answer = ledger_.answer(request);
  if (random_.chance(knobs_.lose)) return std::nullopt;
  return answer;
}

void World::deliver(std::size_t place, std::uint64_t incarnation, const ledger::HttpRequest& request) {
  const auto answer = ledger_.answer(request);
  SimTerminal& terminal = *terminals_[place];
  if (terminal.session() != nullptr && terminal.incarnation() == incarnation) terminal.session()->prepare_ahead();
  if (!answer || random_.chance(knobs_.lose)) {
    return at(kTimeoutMs, [this, place, incarnation] {
      end_round(place, incarnation, Error{ErrorCode::network_unreachable, "no answer"});
    });
  }
  at(1 + random_.between(0, knobs_.latency_ms), [this, place, incarnation, target = request.target, answer = *answer] {
    take(place, incarnation, target, answer);
  });
}

void World::take(std::size_t place, std::uint64_t incarnation, const std::string& target,
                 const ledger::HttpAnswer& answer) {
  SimTerminal& terminal = *terminals_[place];
  if (terminal.session() == nullptr || terminal.incarnation() != incarnation) return;
  ledger::HttpAnswer given = answer;
  if (target.starts_with("/v1/catalog") && answer.status == 200) {
    auto& old = old_catalogs_[place];
    if (!old.empty() && random_.chance(knobs_.stale)) {
      given = old[random_.below(old.size())];
      trace_.add(time_.unix_ms, terminal.name(), "old catalog");
    }
    if (old.size() < 4) old.push_back(answer);
  }
  const auto taken = terminal.session()->take({given.status, Bytes{given.body.begin(), given.body.end()}});
  if (!taken) return end_round(place, incarnation, taken.error());
  terminal.after_answer();
  if (!terminal.violation.empty()) violated(terminal.violation);
  sync_step(place, incarnation);
}

bool World::drain(SimTerminal& terminal) {
  for (int exchanges = 0; exchanges < 100; ++exchanges) {
    if (terminal.session() == nullptr) return false;
    auto request = terminal.session()->next_request();
    if (!request || !*request) {
      const Result<void> result = request ? Result<void>{} : Result<void>{request.error()};
      trace_.add(time_.unix_ms, terminal.name(), "calm round", result ? "" : describe(result.error()));
      if (!result) terminal.note_halt(result.error());
      terminal.session()->end_round(result);
      return result && terminal.drained();
    }
    ledger::HttpRequest http{.method = (*request)->method, .target = (*request)->target};
    http.content_type = (*request)->content_type;
    http.body = std::string{as_text((*request)->body)};
    http.client = ledger::Client{terminal.name(), terminal.public_key_pem()};
    const auto answer = ledger_.answer(http);
    const auto taken = answer
                           ? terminal.session()->take({answer->status, Bytes{answer->body.begin(), answer->body.end()}})
                           : Result<void>{Error{ErrorCode::network_unreachable, ""}};
    if (!taken) {
      trace_.add(time_.unix_ms, terminal.name(), "calm round broke off", describe(taken.error()));
      terminal.note_halt(taken.error());
      terminal.session()->end_round(taken);
      return false;
    }
    terminal.after_answer();
  }
  return false;
}

/// Faults stop; within a bounded number of rounds everything is everywhere (I-19).
void World::calm() {
  calm_ = true;
  time_.unix_ms += 60'000;
  ledger_.calm();
  for (std::size_t i = 0; i < terminals_.size(); ++i) {
    SimTerminal& terminal = *terminals_[i];
    terminal.calm();
    if (terminal.wants_enrollment() && !terminal.cloned()) enroll(i, true);
    bool drained = false;
    for (int round = 0; round < kCalmRounds && !drained && !terminal.halted_by_fork(); ++round) {
      time_.unix_ms += 60'000;
      drained = drain(terminal);
    }
    if (!drained && !terminal.halted_by_fork()) violated("I-19: " + terminal.name() + " is not in step after the calm");
    if (!terminal.violation.empty()) violated(terminal.violation);
  }
}

WorldReport World::run() {
  report_.terminals = knobs_.terminals;
  if (auto wrong = set_up(); !wrong.empty()) violated(wrong);
  if (report_.violation.empty()) chaos();
  if (report_.violation.empty()) calm();
  if (report_.violation.empty()) {
    if (auto wrong = check_equal(); !wrong.empty()) violated(wrong);
  }
  for (const auto& terminal : terminals_) report_.checkouts += terminal->sales();
  report_.database = options_.scratch / "ledger.db";
  if (auto wrong = ledger_.write_database(report_.database); !wrong.empty()) violated(wrong);
  report_.digest = trace_.digest();
  report_.marks = trace_.counts();
  return report_;
}

}  // namespace kazasu::simulation
