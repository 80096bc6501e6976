#include "sync_session.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/proto/receipt_number.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kRemovedAtOnce = 200;
constexpr int kOk = 200;
/// A ledger that gives no certificate is not asked with every round.
constexpr std::int64_t kBetweenRenewalsNs = 3'600'000'000'000;

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

/// An error by which the ledger was not reached, as opposed to one that it answered with.
bool is_outage(ErrorCode code) {
  return code == ErrorCode::network_unreachable || code == ErrorCode::timed_out;
}

}  // namespace

SyncSession::SyncSession(LocalStore& store, KeyStore& keys, EventQueue& events, std::chrono::milliseconds interval,
                         std::int64_t journal_retention_days, std::shared_ptr<sync::TlsIdentity> shown)
    : store_(store),
      keys_(keys),
      events_(events),
      interval_(interval),
      journal_retention_days_(journal_retention_days),
      form_(store.catalog(), keys),
      catalog_version_(store.catalog().version()),
      shown_(std::move(shown)),
      renewal_(keys),
      backoff_(std::hash<std::string>{}(store.identity().terminal)) {}

void SyncSession::begin_next() {
  // What certainly has come: a clock that is set ahead makes no catalog expire.
  const std::int64_t now = store_.clock().interval().earliest_unix_ms;
  if (!sends_earlier()) {
    round_.emplace(store_.journal(), store_.catalog(), keys_, form_, store_.identity(), now,
                   sync::SyncRound::Scope::all, store_.clock().wants_ledger_time() || renewal_.on_trial());
    return;
  }
  auto& earlier = store_.earlier_journals()[earlier_at_];
  sync::TerminalIdentity identity = store_.identity();
  identity.epoch = earlier.epoch;
  round_.emplace(*earlier.journal, store_.catalog(), keys_, form_, std::move(identity), now,
                 sync::SyncRound::Scope::entries);
}

void SyncSession::leave_earlier(const Error& why) {
  if (!earlier_met_) earlier_met_ = why;
  ++earlier_at_;
  round_.reset();
}

Result<std::optional<TransportRequest>> SyncSession::next_request() {
  if (!round_ && renewal_.lacks_root()) {  // without one no catalog can be trusted
    auto renewal = next_of_renewal();
    if (!renewal || *renewal) return renewal;
  }
  while (true) {
    if (!round_) begin_next();
    auto request = round_->next_request();
    if (!request && sends_earlier()) {
      leave_earlier(request.error());
      continue;
    }
    // What an earlier round left on disk may have been all that was missing.
    if (auto noticed = notice_catalog(); !noticed) return noticed.error();
    if (!request || *request) {
      asked_ = store_.clock().read();
      return request;
    }
    if (sends_earlier()) {
      ++earlier_at_;
      round_.reset();
      continue;
    }
    // Now that the ledger was reached: what is ended goes up, and the next generation comes down, in the same round.
    auto ended = store_.end_leases_if_due();
    if (!ended) return ended.error();
    if (*ended) {
      round_.reset();
      continue;
    }
    auto renewal = next_of_renewal();
    if (!renewal || *renewal) return renewal;
    break;
  }
  // A few at a time: a checkout that waits for the store waits for milliseconds.
  auto removed = store_.remove_settled(journal_retention_days_, kRemovedAtOnce);
  if (!removed) return removed.error();
  if (earlier_met_) return *earlier_met_;
  return std::optional<TransportRequest>{};
}

void SyncSession::prepare_ahead() {
  if (round_) round_->prepare_ahead();
}

Result<std::optional<TransportRequest>> SyncSession::next_of_renewal() {
  const std::int64_t now_ns = store_.clock().read().monotonic_ns;
  const bool may_ask = !renewal_not_before_ns_ || now_ns >= *renewal_not_before_ns_;
  if (!may_ask || !renewal_.is_due(store_.clock().interval().earliest_unix_ms)) {
    return std::optional<TransportRequest>{};
  }
  renewal_not_before_ns_ = now_ns + kBetweenRenewalsNs;
  auto request = renewal_.request(store_.identity());
  if (!request) return request.error();
  renewing_ = true;
  return std::optional{std::move(*request)};
}

Result<void> SyncSession::take_renewal(const TransportAnswer& answer) {
  renewing_ = false;
  auto taken = renewal_.take(answer);
  if (!taken) return taken;
  round_.reset();  // the next one sends a batch under the new key, if only an empty one
  return show_certificate();
}

Result<void> SyncSession::judge_certificate(const TransportAnswer& answer) {
  if (sync::is_stranger_to_ledger(answer)) return fall_back();
  return answer.status == kOk && renewal_.on_trial() ? renewal_.confirm() : Result<void>{};
}

Result<void> SyncSession::fall_back() {
  const auto fallen_back = renewal_.fall_back();
  if (!fallen_back) return fallen_back.error();
  return *fallen_back ? show_certificate() : Result<void>{};
}

Result<void> SyncSession::show_certificate() {
  if (!shown_) return {};
  auto certificate = sync::client_certificate(keys_);
  if (!certificate) return certificate.error();
  shown_->show(std::move(*certificate));
  return {};
}

Result<void> SyncSession::take(const TransportAnswer& answer) {
  retry_after_ = std::max(retry_after_, answer.retry_after);
  if (renewing_) return take_renewal(answer);
  auto progress = round_->take_answer(answer);
  if (!progress && sends_earlier()) {
    leave_earlier(progress.error());
    return {};
  }
  if (auto judged = judge_certificate(answer); !judged) return judged;
  // A step of the catalog may be in use although the next one failed.
  auto noticed = notice_catalog();
  if (!progress) return progress.error();
  if (progress->ledger_unix_ms != 0) {
    if (auto kept = store_.take_ledger_time(progress->ledger_unix_ms, asked_); !kept) return kept;
  }
  if (progress->acknowledged_seq > 0) {
    events_.post(SyncEvent{.kind = SyncEvent::Kind::acknowledged, .acknowledged_seq = progress->acknowledged_seq});
  }
  for (const v1::Verdict& verdict : progress->verdicts) events_.post(event_of(verdict, store_.identity().terminal));
  return noticed;
}

Result<void> SyncSession::notice_catalog() {
  const std::uint64_t version = store_.catalog().version();
  if (version == 0) catalog_version_ = 0;  // damaged: the same version may come again
  if (version == catalog_version_) return {};
  if (auto changed = store_.catalog_changed(); !changed) return changed;
  catalog_version_ = version;
  events_.post(SyncEvent{.kind = SyncEvent::Kind::catalog_updated, .catalog_version = version});
  return {};
}

std::chrono::milliseconds SyncSession::end_round(const Result<void>& result) {
  round_.reset();
  earlier_at_ = 0;
  earlier_met_.reset();
  renewing_ = false;
  certificate_refused_ = !result.ok() && result.error().code == ErrorCode::not_enrolled;
  report(result);
  const auto asked = std::exchange(retry_after_, std::chrono::seconds{0});
  if (!result) return backoff_.failed(asked);
  backoff_.succeeded();
  return interval_;
}

void SyncSession::report(const Result<void>& result) {
  const bool reached = result.ok() || !is_outage(result.error().code);
  const bool changed = connected_ != reached || (!reached && backoff_.failures() == 0);
  connected_ = reached;
  const bool first_halt = reached && !result.ok() && last_halt_ != result.error().code;
  last_halt_ = result.ok() || !reached ? ErrorCode::internal : result.error().code;
  if (changed && reached) events_.post(SyncEvent{.kind = SyncEvent::Kind::connected});
  if (changed && !reached) events_.post(SyncEvent{.kind = SyncEvent::Kind::disconnected, .error = result.error()});
  if (first_halt) events_.post(SyncEvent{.kind = SyncEvent::Kind::halted, .error = result.error()});
}

}  // namespace kazasu
