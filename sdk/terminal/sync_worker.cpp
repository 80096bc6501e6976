#include "sync_worker.hpp"

#include <utility>

namespace kazasu {
namespace {

constexpr std::chrono::seconds kExchangeDeadline{30};

}  // namespace

SyncWorker::SyncWorker(std::unique_ptr<Transport> ledger, LocalStore& store, std::mutex& store_mutex, KeyStore& keys,
                       EventQueue& events, std::chrono::milliseconds interval, std::int64_t journal_retention_days)
    : ledger_(std::move(ledger)),
      store_mutex_(store_mutex),
      session_(store, keys, events, interval, journal_retention_days) {
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
    pause = end_round(result);
  }
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
    auto answer = ledger_->send(*request, kExchangeDeadline);
    if (!answer) return answer.error();
    const std::lock_guard lock{store_mutex_};
    if (auto taken = session_.take(*answer); !taken) return taken;
  }
}

std::chrono::milliseconds SyncWorker::end_round(const Result<void>& result) {
  const auto pause = session_.end_round(result);
  {
    const std::lock_guard lock{mutex_};
    if (!first_round_) first_round_ = result;
  }
  changed_.notify_all();
  return pause;
}

}  // namespace kazasu
