#include "kazasu/drivers/pcsc/pcsc_reader.hpp"

#include <fnmatch.h>
#include <winscard.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "kazasu/drivers/device_uri.hpp"
#include "pcsc/card_identification.hpp"
#include "pcsc/pcsc_error.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers {
namespace {

using namespace pcsc;

constexpr DWORD kWaitMs = 10'000;  // a wait ends by an event or by SCardCancel; this is the fallback
constexpr std::chrono::milliseconds kRetry{200};       // while no daemon answers
constexpr std::chrono::milliseconds kCancelAgain{5};   // a cancel between two waits is lost, so it is repeated
constexpr const char* kHotPlug = "\\\\?PnP?\\Notification";
constexpr DWORD kEventStateMask = 0xFFFF;  // the upper half counts events

Result<std::vector<std::string>> reader_names(SCARDCONTEXT context) {
  DWORD length = 0;
  LONG code = ::SCardListReaders(context, nullptr, nullptr, &length);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>{};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "listing readers");
  std::string list(length, '\0');
  code = ::SCardListReaders(context, nullptr, list.data(), &length);
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>{};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "listing readers");
  std::vector<std::string> names;
  for (std::size_t at = 0; at < list.size() && list[at] != '\0'; at += names.back().size() + 1) names.emplace_back(list.c_str() + at);
  return names;
}

class PcscReader final : public CardReader {
 public:
  PcscReader(std::string uri, std::string pattern, Clock& clock, Entropy& entropy)
      : uri_(std::move(uri)), pattern_(std::move(pattern)), clock_(clock), entropy_(entropy) {}
  ~PcscReader() override { stop(); }

  [[nodiscard]] const std::string& uri() const override { return uri_; }

  Result<void> start(DeviceSink& sink) override {
    if (thread_.joinable()) return Error{ErrorCode::invalid_argument, "the reader is started already"};
    sink_ = &sink;
    stopping_ = false;
    ended_ = false;
    thread_ = std::thread{[this] { run(); }};
    return {};
  }

  void stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    std::unique_lock lock{mutex_};
    while (!ended_) {
      if (context_ != 0) ::SCardCancel(context_);
      wake_.notify_all();
      wake_.wait_for(lock, kCancelAgain);
    }
    lock.unlock();
    thread_.join();
  }

 private:
  struct Seen {
    bool card = false;
    DWORD events = 0;  ///< event counter at which the card was handled
  };

  void run() {
    while (!stopping_) {
      SCARDCONTEXT context = 0;
      const LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
      if (code != SCARD_S_SUCCESS) {
        service_gone(pcsc_error(code, "asking for the PC/SC service"));
        pause(kRetry);
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

  void set_context(SCARDCONTEXT context) {
    const std::lock_guard lock{mutex_};
    context_ = context;
  }

  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, time, [this] { return stopping_.load(); });
  }

  /// Told once until the service is back.
  void service_gone(const Error& error) {
    if (std::exchange(service_told_, true)) return;
    for (const auto& [name, seen] : readers_) notice("pcsc:" + name, DeviceNotice::Kind::lost, error);
    readers_.clear();
    notice(uri_, DeviceNotice::Kind::failed, {ErrorCode::service_unavailable, error.detail});
  }

  void notice(std::string device, DeviceNotice::Kind kind, Error error = {ErrorCode::internal, {}}) {
    sink_->on_notice({.device = std::move(device), .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
  }

  /// Waits for changes until the service is gone or the reader is stopped.
  void watch(SCARDCONTEXT context) {
    std::map<std::string, DWORD> known;  // last state told to the daemon, by reader
    DWORD hot_plug = SCARD_STATE_UNAWARE;
    while (!stopping_) {
      auto names = reader_names(context);
      if (!names) return service_gone(names.error());
      service_told_ = false;
      std::vector<std::string> matching;
      for (std::string& name : *names) {
        if (::fnmatch(pattern_.c_str(), name.c_str(), 0) == 0) matching.push_back(std::move(name));
      }
      update_readers(matching, known);
      std::vector<SCARD_READERSTATE> states(matching.size() + 1);
      states[0].szReader = kHotPlug;
      states[0].dwCurrentState = hot_plug;
      for (std::size_t i = 0; i < matching.size(); ++i) {
        states[i + 1].szReader = matching[i].c_str();
        states[i + 1].dwCurrentState = known[matching[i]];
      }
      const LONG code = ::SCardGetStatusChange(context, kWaitMs, states.data(), static_cast<DWORD>(states.size()));
      if (code == SCARD_E_CANCELLED || code == SCARD_E_TIMEOUT || code == SCARD_E_UNKNOWN_READER) continue;
      if (code != SCARD_S_SUCCESS) return service_gone(pcsc_error(code, "waiting for a card"));
      const std::int64_t now = clock_.monotonic_ns();
      hot_plug = states[0].dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
      for (std::size_t i = 0; i < matching.size(); ++i) {
        if ((states[i + 1].dwEventState & SCARD_STATE_CHANGED) == 0) continue;
        known[matching[i]] = states[i + 1].dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
        take_state(context, matching[i], states[i + 1].dwEventState, now);
      }
    }
  }

  void update_readers(const std::vector<std::string>& names, std::map<std::string, DWORD>& known) {
    for (const std::string& name : names) {
      if (readers_.emplace(name, Seen{}).second) notice("pcsc:" + name, DeviceNotice::Kind::ready);
    }
    std::erase_if(readers_, [&](const auto& reader) {
      if (std::find(names.begin(), names.end(), reader.first) != names.end()) return false;
      known.erase(reader.first);
      notice("pcsc:" + reader.first, DeviceNotice::Kind::lost, {ErrorCode::device_lost, "the reader was unplugged"});
      return true;
    });
  }

  void take_state(SCARDCONTEXT context, const std::string& name, DWORD state, std::int64_t now) {
    Seen& seen = readers_[name];
    const bool present = (state & SCARD_STATE_PRESENT) != 0;
    const DWORD events = state >> 16 & kEventStateMask;
    if (seen.card && (!present || events != seen.events)) {
      seen.card = false;
      notice("pcsc:" + name, DeviceNotice::Kind::card_removed);
    }
    if (!present || seen.card) return;
    seen = {true, events};
    auto sighting = identify_card(context, name, entropy_);
    if (!sighting) return notice("pcsc:" + name, DeviceNotice::Kind::failed, sighting.error());
    sighting->device = "pcsc:" + name;
    sighting->monotonic_ns = now;
    sink_->on_sighting(std::move(*sighting));
  }

  std::string uri_;
  std::string pattern_;
  Clock& clock_;
  Entropy& entropy_;
  DeviceSink* sink_ = nullptr;
  std::thread thread_;
  std::atomic<bool> stopping_{false};

  std::mutex mutex_;  ///< guards the three below
  std::condition_variable wake_;
  SCARDCONTEXT context_ = 0;
  bool ended_ = false;

  std::map<std::string, Seen> readers_;  ///< the reader thread's own
  bool service_told_ = false;
};

}  // namespace

Result<std::unique_ptr<CardReader>> open_pcsc_reader(std::string_view uri, Clock& clock, Entropy& entropy) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (!parsed->parameters.empty()) return Error{ErrorCode::configuration_invalid, "pcsc: takes no parameter, found " + parsed->parameters.begin()->first};
  return std::unique_ptr<CardReader>{std::make_unique<PcscReader>(std::string{uri}, parsed->path, clock, entropy)};
}

Result<std::vector<PcscReaderInfo>> list_pcsc_readers() {
  SCARDCONTEXT context = 0;
  LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "asking for the PC/SC service");
  auto names = reader_names(context);
  std::vector<PcscReaderInfo> readers;
  if (names) {
    for (const std::string& name : *names) {
      SCARD_READERSTATE state{};
      state.szReader = name.c_str();
      code = ::SCardGetStatusChange(context, 0, &state, 1);
      const FelicaDialect dialect = felica_dialect(name);
      readers.push_back({name, code == SCARD_S_SUCCESS && (state.dwEventState & SCARD_STATE_PRESENT) != 0,
                         dialect == FelicaDialect::transparent ? "transparent" : dialect == FelicaDialect::acr122u ? "acr122u" : "none"});
    }
  }
  ::SCardReleaseContext(context);
  if (!names) return names.error();
  return readers;
}

}  // namespace kazasu::drivers
