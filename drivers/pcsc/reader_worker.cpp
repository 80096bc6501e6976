#include "pcsc/reader_worker.hpp"

#include <algorithm>
#include <utility>

#include "pcsc/card_visit.hpp"
#include "pcsc/pcsc_error.hpp"
#include "pcsc/reader_list.hpp"
#include "quirks/name_pattern.hpp"

namespace kazasu::drivers::pcsc {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHotPlug = "\\\\?PnP?\\Notification";
constexpr DWORD kWaitMs = 60'000;      // an event or SCardCancel ends the wait; this only bounds it
constexpr auto kServiceRetry = 200ms;  // while no daemon answers
constexpr auto kCancelRetry = 5ms;     // SCardCancel between two waits is lost, so it is repeated

DWORD without_changed(DWORD state) {
  return state & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
}

}  // namespace

ReaderWorker::ReaderWorker(std::string uri, std::string pattern, DeviceSink& sink, Clock& clock, Entropy& entropy)
    : uri_(std::move(uri)), pattern_(std::move(pattern)), outlet_(sink, clock, entropy) {}

void ReaderWorker::run() {
  while (!stopping_) {
    SCARDCONTEXT context = 0;
    const LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
    if (code != SCARD_S_SUCCESS) {
      lose_service(pcsc_error(code, "asking for the PC/SC service"));
      pause(kServiceRetry);
      continue;
    }
    set_context(context);
    watch(context);
    set_context(0);
    ::SCardReleaseContext(context);
  }
  const std::lock_guard lock{mutex_};
  ended_ = true;
  wake_.notify_all();
}

bool ReaderWorker::stop(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  outlet_.close();
  stopping_ = true;
  std::unique_lock lock{mutex_};
  wake_.notify_all();
  while (!ended_ && std::chrono::steady_clock::now() < until) {
    if (context_ != 0) ::SCardCancel(context_);
    wake_.wait_for(lock, kCancelRetry, [this] { return ended_; });
  }
  return ended_;
}

void ReaderWorker::set_context(SCARDCONTEXT context) {
  const std::lock_guard lock{mutex_};
  context_ = context;
}

void ReaderWorker::pause(std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

void ReaderWorker::lose_readers(const Error& error) {
  for (const auto& [name, reader] : readers_) outlet_.post(device_of(name), DeviceNotice::Kind::lost, error);
  readers_.clear();
}

void ReaderWorker::lose_service(const Error& error) {
  if (std::exchange(service_missed_, true)) return;
  const Error missing{ErrorCode::service_unavailable, error.detail};
  lose_readers(missing);
  outlet_.post(uri_, DeviceNotice::Kind::failed, missing);
}

/// Until the service is gone or the reader is stopped.
void ReaderWorker::watch(SCARDCONTEXT context) {
  DWORD hot_plug_state = SCARD_STATE_UNAWARE;
  Result<void> outcome;
  while (!stopping_ && outcome) {
    auto names = reader_names(context);
    if (!names) return lose_service(names.error());
    service_missed_ = false;
    update_readers(*names);
    wait_for_change(context, hot_plug_state, outcome);
  }
  if (!outcome) lose_service(outcome.error());
}

void ReaderWorker::wait_for_change(SCARDCONTEXT context, DWORD& hot_plug_state, Result<void>& outcome) {
  std::vector<std::string> names;
  for (const auto& [name, reader] : readers_) names.push_back(name);
  std::vector<SCARD_READERSTATE> states(names.size() + 1);
  states[0].szReader = kHotPlug;
  states[0].dwCurrentState = hot_plug_state;
  for (std::size_t i = 0; i < names.size(); ++i) {
    states[i + 1].szReader = names[i].c_str();
    states[i + 1].dwCurrentState = readers_[names[i]].told_state;
  }
  const LONG code = ::SCardGetStatusChange(context, kWaitMs, states.data(), static_cast<DWORD>(states.size()));
  // A reader that went between listing and waiting is unknown: the next listing tells.
  if (code == SCARD_E_CANCELLED || code == SCARD_E_TIMEOUT || code == SCARD_E_UNKNOWN_READER) return;
  if (code != SCARD_S_SUCCESS) {
    outcome = pcsc_error(code, "waiting for a card");
    return;
  }
  hot_plug_state = without_changed(states[0].dwEventState);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((states[i + 1].dwEventState & SCARD_STATE_CHANGED) != 0) take_change(context, names[i], states[i + 1]);
  }
}

void ReaderWorker::update_readers(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!matches(pattern_, name) || !readers_.try_emplace(name).second) continue;
    outlet_.post(device_of(name), DeviceNotice::Kind::ready);
  }
  std::erase_if(readers_, [&](const auto& reader) {
    if (std::find(names.begin(), names.end(), reader.first) != names.end()) return false;
    outlet_.post(device_of(reader.first), DeviceNotice::Kind::lost,
                 {ErrorCode::device_lost, "the reader was unplugged"});
    return true;
  });
}

void ReaderWorker::take_change(SCARDCONTEXT context, const std::string& name, const SCARD_READERSTATE& state) {
  Reader& reader = readers_[name];
  reader.told_state = without_changed(state.dwEventState);
  const bool present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
  const DWORD events = state.dwEventState >> 16;
  // Another count with a card present: it was taken away and one was put there since the last look.
  if (reader.card && (!present || events != reader.events)) {
    reader.card = false;
    outlet_.post(device_of(name), DeviceNotice::Kind::card_removed);
  }
  if (!present) return;
  const bool free_again = reader.busy && (state.dwEventState & SCARD_STATE_EXCLUSIVE) == 0;
  if (reader.card && !free_again) return;
  reader.card = true;
  reader.events = events;
  reader.busy = false;
  const std::size_t atr_bytes = std::min<std::size_t>(state.cbAtr, sizeof state.rgbAtr);
  take_card(context, name, BytesView{state.rgbAtr, atr_bytes});
}

void ReaderWorker::take_card(SCARDCONTEXT context, const std::string& name, BytesView atr) {
  const std::int64_t now = outlet_.monotonic_ns();
  // A damaged or missing answer of a card that is still there is asked for once more: that is how radio is.
  constexpr int kAttempts = 2;
  for (int attempt = 1; attempt <= kAttempts && !stopping_; ++attempt) {
    CardVisit visit{context, name, outlet_};
    auto sighting = visit.identify(atr);
    if (sighting) {
      sighting->device = device_of(name);
      sighting->monotonic_ns = now;
      outlet_.post(std::move(*sighting));
      return;
    }
    const ErrorCode code = sighting.error().code;
    const bool again = code == ErrorCode::card_timeout || code == ErrorCode::card_answer_invalid;
    if (again && attempt < kAttempts) continue;
    readers_[name].busy = code == ErrorCode::device_busy;
    outlet_.post(device_of(name), DeviceNotice::Kind::failed, sighting.error());
    return;
  }
}

}  // namespace kazasu::drivers::pcsc
