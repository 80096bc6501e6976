#include "sync_worker.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "sync_report.hpp"

namespace kazasu {
namespace {

constexpr std::chrono::seconds kExchangeDeadline{30};
/// How often it is looked whether a tool asks for a round.
constexpr std::chrono::milliseconds kLookForRequest{500};
/// A terminal in step writes its report so seldom: each time is a few KB on an SD card.
constexpr std::int64_t kReportEveryNs = 600'000'000'000;

}  // namespace

SyncWorker::SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
                       EventQueue& events, std::chrono::milliseconds interval, std::int64_t journal_retention_days,
                       std::filesystem::path directory, std::shared_ptr<sync::TlsIdentity> shown)
    : ledger_(std::move(ledger)),
      store_(store),
      store_mutex_(store_mutex),
      session_(store, keys, events, interval, journal_retention_days, std::move(shown)),
      directory_(std::move(directory)) {
  if (!directory_.empty()) take_sync_request(directory_);  // of before: the first round starts at once
  report_.set_process(::getpid());
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

void SyncWorker::begin_anew() {
  {
    const std::lock_guard lock{mutex_};
    first_round_.reset();
    ignore_round_ = in_round_;
    asked_ = true;
  }
  changed_.notify_all();
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
  while (wait_for_turn(pause)) {
    const Result<void> result = round();
    if (!result && result.error().code == ErrorCode::cancelled) return;
    pause = end_round(result);
  }
}

bool SyncWorker::wait_for_turn(std::chrono::milliseconds pause) {
  const auto until = std::chrono::steady_clock::now() + pause;
  std::unique_lock lock{mutex_};
  while (!stopping_ && !asked_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= std::chrono::steady_clock::duration::zero()) break;
    changed_.wait_for(lock, directory_.empty() ? left : std::min<std::chrono::nanoseconds>(left, kLookForRequest));
    if (directory_.empty() || !take_sync_request(directory_)) continue;
    asked_by_tool_ = true;
    break;
  }
  asked_ = false;
  in_round_ = true;
  return !stopping_;
}

Result<void> SyncWorker::round() {
  while (true) {
    std::optional<TransportRequest> request;
    {
      const std::lock_guard lock{store_mutex_};
      auto next = session_.next_request();
      if (!next) return next.error();
      request = std::move(*next);
    }
    if (!request) return {};
    // Terminal and ledger work at the same time.
    auto answer = ledger_->send_and_use_wait(*request, kExchangeDeadline, [this] {
      const std::lock_guard lock{store_mutex_};
      session_.prepare_ahead();
    });
    if (!answer) return answer.error();
    {
      const std::lock_guard lock{store_mutex_};
      if (auto taken = session_.take(*answer); !taken) return taken;
    }
    report_sending();
  }
}

/// While a backlog goes up, so that a tool can show how far it is.
void SyncWorker::report_sending() {
  if (directory_.empty()) return;
  {
    const std::lock_guard lock{store_mutex_};
    report_.set_acknowledged_seq(store_.journal().acknowledged().seq);
    report_.set_last_seq(store_.journal().head().seq);
  }
  report_.set_sending(report_.acknowledged_seq() < report_.last_seq());
  if (report_.sending()) write_sync_report(directory_, report_);
}

void SyncWorker::report_round(const Result<void>& result, std::chrono::milliseconds pause) {
  if (directory_.empty()) return;
  std::int64_t now_ms = 0, now_ns = 0;
  {
    const std::lock_guard lock{store_mutex_};
    now_ms = store_.clock().now_unix_ms();
    now_ns = store_.clock().read().monotonic_ns;
    report_.set_acknowledged_seq(store_.journal().acknowledged().seq);
    report_.set_last_seq(store_.journal().head().seq);
  }
  const bool news = !result || report_.rounds() == 0 || report_.failures() > 0 || report_.sending() || asked_by_tool_ ||
                    now_ns - reported_at_ns_ >= kReportEveryNs;
  report_.set_rounds(report_.rounds() + 1);
  report_.set_reached(session_.connected());
  report_.set_failures(result ? 0 : report_.failures() + 1);
  report_.set_error(result ? "" : std::string{name_of(result.error().code)});
  report_.set_error_detail(result ? "" : result.error().detail);
  if (result) report_.set_last_success_unix_ms(now_ms);
  report_.set_next_attempt_unix_ms(now_ms + pause.count());
  report_.set_written_unix_ms(now_ms);
  report_.set_sending(false);
  if (!news) return;
  asked_by_tool_ = false;
  reported_at_ns_ = now_ns;
  write_sync_report(directory_, report_);
}

std::chrono::milliseconds SyncWorker::end_round(const Result<void>& result) {
  const auto pause = session_.end_round(result);
  report_round(result, pause);
  {
    const std::lock_guard lock{mutex_};
    if (!first_round_ && !ignore_round_) first_round_ = result;
    in_round_ = ignore_round_ = false;
  }
  changed_.notify_all();
  return pause;
}

}  // namespace kazasu
