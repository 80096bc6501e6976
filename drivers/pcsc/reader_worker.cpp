#include "pcsc/reader_worker.hpp"

#include <algorithm>
#include <utility>

#include "nfc/card_presence.hpp"
#include "nfc/touch_attempts.hpp"
#include "pcsc/card_visit.hpp"
#include "pcsc/overlooked_card.hpp"
#include "pcsc/pcsc_error.hpp"
#include "pcsc/reader_list.hpp"
#include "quirks/name_pattern.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers::pcsc {
namespace {

using namespace std::chrono_literals;

using Steady = std::chrono::steady_clock;

constexpr auto kRemoval = std::chrono::nanoseconds{CardPresence::kRemovalNs};
constexpr auto kAskAgain = 150ms;
constexpr int kAsks = 10;
constexpr auto kFirstLook =
    100ms;  // for a card that the daemon may have overlooked: the reader knows what it has by then
constexpr auto kLookAgain = 200ms;
constexpr int kLooks = 3;
constexpr const char* kHotPlug = "\\\\?PnP?\\Notification";
constexpr DWORD kWaitMs = 2'000;       // a reader plugged in between listing and waiting is not told by an event
constexpr DWORD kBusyWaitMs = 100;     // the daemon does not tell when another program lets a card go
constexpr DWORD kFromZeroWaitMs = 50;  // nor what happens to a card while its count is 0 (tells_no_exchange)
constexpr auto kServiceRetry = 200ms;  // while no daemon answers
constexpr auto kCancelRetry = 5ms;     // a cancel that comes before the daemon knows of the wait is lost
constexpr auto kCallLate = 3'000ms;    // a daemon that runs answers in milliseconds, also on a busy machine
constexpr auto kCardLate = 2'000ms;    // the most that a customer holds a card there (nfc.md, rule 7)
constexpr auto kLookForLate = 500ms;

DWORD without_changed(DWORD state) {
  return state & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
}
bool is_present(DWORD state) {
  return (state & SCARD_STATE_PRESENT) != 0;
}
/// The daemon's count of insertions and removals.
std::uint16_t events_in(DWORD state) {
  return static_cast<std::uint16_t>(state >> 16);
}

/// The daemon counts insertions and removals, and a wait ends when that count is no longer the one we name. But a count
/// of 0 is taken for one that we do not know (libpcsclite, SCardGetStatusChange, 1.9.9 to 2.5.1), and 0 it is for the
/// first card after the daemon's start: if that card is exchanged while we look away, no wait tells of it.
bool tells_no_exchange(DWORD state) {
  return is_present(state) && events_in(state) == 0;
}

/// IDm or UID.
Bytes identity_of(const Sighting& sighting) {
  if (const auto* felica = std::get_if<FelicaSighting>(&sighting.seen)) return felica->idm;
  if (const auto* uid = std::get_if<UidSighting>(&sighting.seen)) return uid->uid;
  return {};
}

}  // namespace

ReaderWorker::ReaderWorker(std::string uri, std::string pattern, std::filesystem::path trace_directory,
                           DeviceSink& sink, Clock& clock, Entropy& entropy)
    : uri_(std::move(uri)),
      pattern_(std::move(pattern)),
      trace_directory_(std::move(trace_directory)),
      outlet_(sink, clock, entropy) {}

void ReaderWorker::run() {
  while (!stopping_) {
    SCARDCONTEXT context = 0;
    begin_call(kCallLate);
    const LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
    (void)end_call();
    begin_anew_if_late();
    if (code != SCARD_S_SUCCESS) {
      lose_service(access_error(code, "asking for the PC/SC service"));
      pause(kServiceRetry);
      continue;
    }
    watch(context);
    begin_call(kCallLate);
    ::SCardReleaseContext(context);
    pause(kServiceRetry);
  }
  end_thread();
}

void ReaderWorker::end_thread() {
  const std::lock_guard lock{mutex_};
  ++threads_ended_;
  wake_.notify_all();
}

bool ReaderWorker::stop(std::chrono::milliseconds patience) {
  constexpr int kThreads = 2;
  outlet_.close();
  stopping_ = true;
  std::unique_lock lock{mutex_};
  wake_.notify_all();
  return wake_.wait_for(lock, patience, [this] { return threads_ended_ == kThreads; });
}

/// The calls up to the next `begin_call` or `end_call` are late after this time. `reader`: they ask its card.
void ReaderWorker::begin_call(std::chrono::milliseconds time, const std::string& reader) {
  (void)end_call();
  const std::lock_guard lock{mutex_};
  call_due_ = Steady::now() + time;
  called_reader_ = reader;
}

/// Whether it was told that they were late.
bool ReaderWorker::end_call() {
  const std::lock_guard lock{mutex_};
  call_due_ = kNoCall;
  const bool late = std::exchange(told_late_, false);
  if (late && called_reader_.empty()) service_was_late_ = true;
  return late;
}

/// A daemon that answers again is as good as a new one.
void ReaderWorker::begin_anew_if_late() {
  if (!std::exchange(service_was_late_, false)) return;
  lose_readers({ErrorCode::service_unavailable, "the PC/SC service did not answer"});
  service_missed_ = true;
}

void ReaderWorker::watch_calls() {
  {
    std::unique_lock lock{mutex_};
    while (!wake_.wait_for(lock, kLookForLate, [this] { return stopping_.load(); })) {
      if (told_late_ || Steady::now() < call_due_) continue;
      told_late_ = true;
      const std::string reader = called_reader_;
      lock.unlock();
      tell_late(reader);
      lock.lock();
    }
  }
  cancel_waits();
  end_thread();
}

void ReaderWorker::tell_late(const std::string& reader) {
  if (reader.empty()) {
    outlet_.post(uri_, DeviceNotice::Kind::failed,
                 {ErrorCode::service_unavailable, "the PC/SC service runs and does not answer"});
  } else {
    outlet_.post(device_of(reader), DeviceNotice::Kind::failed,
                 {ErrorCode::card_timeout, "the reader does not answer while a card lies on it"});
  }
}

/// Until the thread that waits has ended.
void ReaderWorker::cancel_waits() {
  const auto ended = [this] {
    std::unique_lock lock{mutex_};
    return wake_.wait_for(lock, kCancelRetry, [this] { return threads_ended_ > 0; });
  };
  do {
    const std::lock_guard lock{waiting_mutex_};
    if (waiting_ != 0) ::SCardCancel(waiting_);
  } while (!ended());
}

/// A cancel outside a wait could be taken for an answer to another call, so the wait is marked.
LONG ReaderWorker::wait(SCARDCONTEXT context, std::vector<SCARD_READERSTATE>& states) {
  const auto mark = [this](SCARDCONTEXT waiting) {
    const std::lock_guard lock{waiting_mutex_};
    waiting_ = stopping_ ? 0 : waiting;
    return waiting_ != 0 || waiting == 0;
  };
  if (!mark(context)) return SCARD_E_CANCELLED;
  const DWORD time_ms = wait_ms();
  begin_call(std::chrono::milliseconds{time_ms} + kCallLate);
  const LONG code = ::SCardGetStatusChange(context, time_ms, states.data(), static_cast<DWORD>(states.size()));
  mark(0);
  begin_call(kCallLate);
  return code;
}

DWORD ReaderWorker::wait_ms() const {
  DWORD wait = kWaitMs;
  for (const auto& [name, reader] : readers_) {
    if (reader.busy) wait = std::min(wait, kBusyWaitMs);
    if (tells_no_exchange(reader.told_state)) wait = std::min(wait, kFromZeroWaitMs);
    const auto until = [&wait](Steady::time_point time) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Steady::now());
      wait = std::min(wait, static_cast<DWORD>(std::max<std::int64_t>(left.count(), 0)));
    };
    if (reader.unseen_since) until(*reader.unseen_since + kRemoval);
    if (reader.card && reader.asks_left > 0) until(reader.ask_at);
    if (may_be_overlooked(reader)) until(reader.look_at);
  }
  return wait;
}

/// A card that could not be read and still lies there: a reader that powered it up in the moment of its coming does
/// better a moment later, and the daemon tells of no change then.
void ReaderWorker::ask_again(SCARDCONTEXT context) {
  for (auto& [name, reader] : readers_) {
    if (stopping_ || !reader.card || reader.unseen_since || reader.asks_left == 0 || Steady::now() < reader.ask_at)
      continue;
    --reader.asks_left;
    reader.ask_at = Steady::now() + kAskAgain;
    take_card(context, name, {}, false, true);
  }
}

void ReaderWorker::confirm_removals() {
  for (auto& [name, reader] : readers_) {
    if (!reader.unseen_since || Steady::now() - *reader.unseen_since < kRemoval) continue;
    reader.unseen_since.reset();
    reader.card = false;
    reader.identity.clear();
    outlet_.post(device_of(name), DeviceNotice::Kind::card_removed);
  }
}

void ReaderWorker::pause(std::chrono::milliseconds time) {
  (void)end_call();
  std::unique_lock lock{mutex_};
  wake_.wait_for(lock, time, [this] { return stopping_.load(); });
}

void ReaderWorker::lose_readers(const Error& error) {
  for (const auto& [name, reader] : readers_) {
    if (!reader.silent) outlet_.post(device_of(name), DeviceNotice::Kind::lost, error);
  }
  readers_.clear();
}

void ReaderWorker::lose_service(const Error& error) {
  (void)end_call();
  begin_anew_if_late();  // then that it does not answer was told
  if (std::exchange(service_missed_, true)) return;
  const bool forbidden = error.code == ErrorCode::device_permission;
  const Error missing{forbidden ? error.code : ErrorCode::service_unavailable, error.detail};
  lose_readers(missing);
  outlet_.post(uri_, DeviceNotice::Kind::failed, missing);
}

/// Until the service is gone or the reader is stopped.
void ReaderWorker::watch(SCARDCONTEXT context) {
  DWORD hot_plug_state = SCARD_STATE_UNAWARE;
  while (!stopping_) {
    begin_anew_if_late();
    begin_call(kCallLate);
    auto names = reader_names(context);
    if (!names) return lose_service(names.error());
    service_missed_ = false;
    update_readers(*names);
    if (auto waited = wait_for_change(context, hot_plug_state); !waited) return lose_service(waited.error());
    if (auto looked = look_for_overlooked(context); !looked) return lose_service(looked.error());
    confirm_removals();
    ask_again(context);
  }
}

Result<void> ReaderWorker::wait_for_change(SCARDCONTEXT context, DWORD& hot_plug_state) {
  std::vector<std::string> names;
  for (const auto& [name, reader] : readers_) names.push_back(name);
  std::vector<SCARD_READERSTATE> states(names.size() + 1);
  states[0].szReader = kHotPlug;
  states[0].dwCurrentState = hot_plug_state;
  for (std::size_t i = 0; i < names.size(); ++i) {
    states[i + 1].szReader = names[i].c_str();
    states[i + 1].dwCurrentState = readers_[names[i]].told_state;
  }
  const LONG code = wait(context, states);
  if (stopping_) return {};
  if (code == SCARD_E_TIMEOUT) return ask_for_exchanges(context);
  // A reader that went between listing and waiting is unknown: the next listing tells.
  if (code == SCARD_E_CANCELLED || code == SCARD_E_UNKNOWN_READER) return {};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "waiting for a card");
  hot_plug_state = without_changed(states[0].dwEventState);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((states[i + 1].dwEventState & SCARD_STATE_CHANGED) == 0) continue;
    take_change(context, names[i], states[i + 1]);
  }
  return {};
}

/// Asks for the state of readers whose changes no wait tells.
Result<void> ReaderWorker::ask_for_exchanges(SCARDCONTEXT context) {
  for (const auto& [name, reader] : readers_) {
    if (!tells_no_exchange(reader.told_state)) continue;
    if (auto asked = ask_for_state(context, name); !asked) return asked;
  }
  return {};
}

Result<void> ReaderWorker::ask_for_state(SCARDCONTEXT context, const std::string& name) {
  SCARD_READERSTATE state{};
  state.szReader = name.c_str();
  state.dwCurrentState = SCARD_STATE_UNAWARE;
  const LONG code = ::SCardGetStatusChange(context, 0, &state, 1);
  if (code == SCARD_E_TIMEOUT || code == SCARD_E_UNKNOWN_READER) return {};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "asking for a reader's state");
  take_change(context, name, state);
  return {};
}

bool ReaderWorker::may_be_overlooked(const Reader& reader) {
  return reader.looks_left > 0 && !is_present(reader.told_state);
}

/// After a card was torn away (find_overlooked_card).
Result<void> ReaderWorker::look_for_overlooked(SCARDCONTEXT context) {
  for (auto& [name, reader] : readers_) {
    if (stopping_ || !may_be_overlooked(reader) || Steady::now() < reader.look_at) continue;
    --reader.looks_left;
    reader.look_at = Steady::now() + kLookAgain;
    if (!find_overlooked_card(context, name)) continue;
    if (auto asked = ask_for_state(context, name); !asked) return asked;
  }
  return {};
}

void ReaderWorker::update_readers(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!matches(pattern_, name) || !quirk_of(name).contactless || !readers_.try_emplace(name).second) continue;
    outlet_.post(device_of(name), DeviceNotice::Kind::ready);
  }
  std::erase_if(readers_, [&](const auto& reader) {
    if (std::find(names.begin(), names.end(), reader.first) != names.end()) return false;
    if (!reader.second.silent) {
      outlet_.post(device_of(reader.first), DeviceNotice::Kind::lost,
                   {ErrorCode::device_lost, "the reader was unplugged"});
    }
    return true;
  });
}

/// Whether the card that we know was exchanged for another since the last look. An exchange counts twice, removal and
/// insertion. But the daemon shows a card a moment before it counts it (pcsc-lite, EHStatusHandlerThread), so that the
/// first count that is one more may be that of the card we know.
bool ReaderWorker::was_exchanged(Reader& reader, std::uint16_t events) {
  const auto more = static_cast<std::uint16_t>(events - reader.events);
  reader.events = events;
  if (more == 0) return false;
  const bool late_count = more == 1 && !reader.counted;
  reader.counted = true;
  return !late_count;
}

void ReaderWorker::take_change(SCARDCONTEXT context, const std::string& name, const SCARD_READERSTATE& state) {
  Reader& reader = readers_[name];
  reader.told_state = without_changed(state.dwEventState);
  const bool silent = (state.dwEventState & (SCARD_STATE_UNAVAILABLE | SCARD_STATE_UNKNOWN)) != 0;
  if (silent != reader.silent) {
    reader = {.told_state = reader.told_state, .silent = silent};
    if (silent) {
      return outlet_.post(device_of(name), DeviceNotice::Kind::lost,
                          {ErrorCode::device_lost, "the reader does not answer"});
    }
    outlet_.post(device_of(name), DeviceNotice::Kind::ready);
  }
  const bool present = is_present(state.dwEventState);
  const bool exchanged = was_exchanged(reader, events_in(state.dwEventState));
  if (!present) {
    // Radio loses a card now and then: that it has gone is told when it stays away.
    if (reader.card && !reader.unseen_since) reader.unseen_since = Steady::now();
    return;
  }
  const bool back = reader.card && (exchanged || reader.unseen_since);
  const bool free_again = reader.busy && (state.dwEventState & SCARD_STATE_EXCLUSIVE) == 0;
  if (reader.card && !back && !free_again) return;
  reader.counted = reader.counted && reader.card && !back;
  reader.asks_left = 0;
  reader.looks_left = 0;
  reader.unseen_since.reset();
  reader.card = true;
  reader.busy = false;
  const std::size_t atr_bytes = std::min<std::size_t>(state.cbAtr, sizeof state.rgbAtr);
  take_card(context, name, BytesView{state.rgbAtr, atr_bytes}, back);
}

/// A thread that is stuck in a card's command when the reader stops outlives clock and entropy: both come by the
/// outlet.
trace::FlightRecorder* ReaderWorker::recorder_of(const std::string& name) {
  if (trace_directory_.empty()) return nullptr;
  auto& recorder = recorders_[name];
  if (recorder == nullptr) recorder = trace::FlightRecorder::open(trace_directory_, device_of(name), outlet_, outlet_);
  return recorder.get();
}

/// `back`: a card lay there a moment ago. If it is the same one it is the same touch. `again`: it was told already that
/// the card cannot be read.
void ReaderWorker::take_card(SCARDCONTEXT context, const std::string& name, BytesView atr, bool back, bool again) {
  const std::int64_t now = outlet_.monotonic_ns();
  Reader& reader = readers_[name];
  bool told_late = false;
  for (int attempt = 1; attempt <= kTouchAttempts && !stopping_; ++attempt) {
    CardVisit visit{context, name, outlet_, recorder_of(name)};
    begin_call(kCardLate, name);
    auto sighting = visit.identify(atr);
    told_late = end_call() || told_late;
    begin_call(kCallLate);
    if (sighting) {
      Bytes identity = identity_of(*sighting);
      if (back && identity == reader.identity) return;
      if (back) outlet_.post(device_of(name), DeviceNotice::Kind::card_removed);
      reader.identity = std::move(identity);
      reader.asks_left = 0;
      sighting->device = device_of(name);
      sighting->monotonic_ns = now;
      sighting->attempts = static_cast<std::uint8_t>(attempt);
      outlet_.post(std::move(*sighting));
      return;
    }
    const ErrorCode code = sighting.error().code;
    const bool may_help = another_attempt_may_help(code);
    if (may_help && attempt < kTouchAttempts) continue;
    if (again) return;
    reader.asks_left = may_help || code == ErrorCode::service_unavailable ? kAsks : 0;
    reader.ask_at = Steady::now() + kAskAgain;
    if (code == ErrorCode::service_unavailable) return;  // told for all readers when the next wait fails
    reader.busy = code == ErrorCode::device_busy;
    reader.looks_left = code == ErrorCode::card_removed ? kLooks : 0;
    reader.look_at = Steady::now() + kFirstLook;
    if (back) outlet_.post(device_of(name), DeviceNotice::Kind::card_removed);
    reader.identity.clear();
    if (!told_late) outlet_.post(device_of(name), DeviceNotice::Kind::failed, touch_error(sighting.error()));
    return;
  }
}

}  // namespace kazasu::drivers::pcsc
