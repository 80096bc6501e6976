#include "sync_worker.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/proto/receipt_number.hpp"

namespace kazasu {
namespace {

constexpr std::chrono::seconds kExchangeDeadline{30};
constexpr std::chrono::milliseconds kFirstPause{500};
constexpr std::chrono::milliseconds kLongestPause{60'000};
constexpr int kDoublingsMax = 7;

VerdictEvent event_of(const v1::Verdict& verdict, const std::string& terminal) {
  VerdictEvent event;
  event.receipt_number = proto::format_receipt_number({terminal, verdict.epoch(), verdict.seq()});
  switch (verdict.decision()) {
    case v1::Verdict::ADJUSTED: event.decision = VerdictEvent::Decision::adjusted; break;
    case v1::Verdict::REFUSED: event.decision = VerdictEvent::Decision::refused; break;
    default: event.decision = VerdictEvent::Decision::accepted; break;
  }
  event.points_difference = Points{verdict.points_difference()};
  event.reason = verdict.reason();
  return event;
}

/// An error that waiting cures, as opposed to one that staff must act on.
bool is_outage(ErrorCode code) {
  return code == ErrorCode::network_unreachable || code == ErrorCode::timed_out;
}

}  // namespace

SyncWorker::SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
                       EventQueue& events, std::chrono::milliseconds interval)
    : ledger_(std::move(ledger)),
      store_(store),
      store_mutex_(store_mutex),
      keys_(keys),
      events_(events),
      interval_(interval) {
  jitter_.seed(static_cast<std::minstd_rand::result_type>(std::hash<std::string>{}(store.identity().terminal)));
  thread_ = std::thread{[this] { run(); }};
}

SyncWorker::~SyncWorker() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  ledger_->cancel();
  thread_.join();
}

void SyncWorker::wake() {
  {
    const std::lock_guard lock{mutex_};
    asked_ = true;
  }
  changed_.notify_all();
}

bool SyncWorker::connected() const {
  const std::lock_guard lock{mutex_};
  return connected_;
}

Result<void> SyncWorker::wait_for_first_round(std::chrono::milliseconds within) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_for(lock, within, [this] { return first_round_.has_value(); })) {
    return Error{ErrorCode::timed_out, "the ledger gives no catalog"};
  }
  return *first_round_;
}

void SyncWorker::run() {
  std::chrono::milliseconds pause{0};
  while (true) {
    {
      std::unique_lock lock{mutex_};
      changed_.wait_for(lock, pause, [this] { return stopping_ || asked_; });
      if (stopping_) return;
      asked_ = false;
    }
    const Result<void> result = round();
    if (!result && result.error().code == ErrorCode::cancelled) return;
    report(result);
    pause = pause_after(result);
  }
}

Result<void> SyncWorker::round() {
  std::unique_ptr<sync::SyncRound> round;
  {
    const std::lock_guard lock{store_mutex_};
    round = std::make_unique<sync::SyncRound>(store_.journal(), store_.catalog(), keys_, store_.identity());
  }
  while (true) {
    std::optional<TransportRequest> request;
    {
      const std::lock_guard lock{store_mutex_};
      auto next = round->next_request();
      if (!next) return next.error();
      request = std::move(*next);
    }
    if (!request) return {};
    auto answer = ledger_->send(*request, kExchangeDeadline);
    if (!answer) return answer.error();
    if (auto taken = take(*round, *answer); !taken) return taken;
  }
}

Result<void> SyncWorker::take(sync::SyncRound& round, const TransportAnswer& answer) {
  const std::lock_guard lock{store_mutex_};
  auto progress = round.take_answer(answer);
  if (!progress) return progress.error();
  if (progress->acknowledged_seq > 0) {
    events_.post(SyncEvent{.kind = SyncEvent::Kind::acknowledged, .acknowledged_seq = progress->acknowledged_seq});
  }
  for (const v1::Verdict& verdict : progress->verdicts) events_.post(event_of(verdict, store_.identity().terminal));
  if (progress->catalog_updated) {
    if (auto changed = store_.catalog_changed(); !changed) return changed;
    events_.post(SyncEvent{.kind = SyncEvent::Kind::catalog_updated, .catalog_version = store_.catalog().version()});
  }
  return {};
}

void SyncWorker::report(const Result<void>& result) {
  const bool reached = result.ok() || !is_outage(result.error().code);
  bool changed = false;
  bool first_halt = false;
  {
    const std::lock_guard lock{mutex_};
    changed = connected_ != reached || (!reached && failures_ == 0);
    connected_ = reached;
    failures_ = result.ok() ? 0 : failures_ + 1;
    first_halt = reached && !result.ok() && last_halt_ != result.error().code;
    last_halt_ = result.ok() || !reached ? ErrorCode::internal : result.error().code;
    if (!first_round_) first_round_ = result;
  }
  changed_.notify_all();
  if (changed && reached) events_.post(SyncEvent{.kind = SyncEvent::Kind::connected});
  if (changed && !reached) events_.post(SyncEvent{.kind = SyncEvent::Kind::disconnected, .error = result.error()});
  if (first_halt) events_.post(SyncEvent{.kind = SyncEvent::Kind::halted, .error = result.error()});
}

std::chrono::milliseconds SyncWorker::pause_after(const Result<void>& result) {
  if (result.ok()) return interval_;
  const auto longest = std::min(kFirstPause * (1 << std::min(failures_ - 1, kDoublingsMax)), kLongestPause);
  // Half fixed, half random: a chain's terminals do not come back all at once.
  return longest / 2 + std::chrono::milliseconds{jitter_() % static_cast<unsigned long>(longest.count() / 2 + 1)};
}

}  // namespace kazasu
