#pragma once

#include <winscard.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "nfc/outlet.hpp"
#include "trace/flight_recorder.hpp"

namespace kazasu::drivers::pcsc {

/// What the threads of a PC/SC card reader do. One waits for readers and cards, asks each card once, and posts what it
/// sees. PC/SC's calls have no deadline, and but for one none can be cancelled: so the other tells when one is late,
/// and cancels that one when the reader stops, which may take as long if the daemon hangs.
class ReaderWorker {
 public:
  /// `trace_directory`: empty for no flight recorder.
  ReaderWorker(std::string uri, std::string pattern, std::filesystem::path trace_directory, DeviceSink& sink,
               Clock& clock, Entropy& entropy);

  /// The first thread's whole life; returns after `stop`.
  void run();
  /// The second's.
  void watch_calls();
  /// Ends both and closes the outlet. False if they did not end in `patience`. Thread: any other.
  bool stop(std::chrono::milliseconds patience);

 private:
  /// A reader as last seen.
  struct Reader {
    DWORD told_state = SCARD_STATE_UNAWARE;  ///< what the daemon is told we know
    bool silent = false;                     ///< the daemon cannot reach it
    bool card = false;
    bool busy = false;         ///< another program had the card to itself when it came
    std::uint16_t events = 0;  ///< the daemon's count of insertions and removals
    bool counted = false;      ///< the card's own insertion is among them for sure
    Bytes identity;            ///< of the card that was told; empty if it told none
    int asks_left = 0;         ///< how often a card that could not be read and still lies there is asked again
    std::chrono::steady_clock::time_point ask_at{};
    int looks_left =
        0;  ///< after a card was torn away: how often a next one is looked for that the daemon may overlook
    std::chrono::steady_clock::time_point look_at{};
    /// When the card went out of sight; it has gone when it stays so (CardPresence::kRemovalNs).
    std::optional<std::chrono::steady_clock::time_point> unseen_since;
  };

  static constexpr auto kNoCall = std::chrono::steady_clock::time_point::max();

  void watch(SCARDCONTEXT context);
  Result<void> wait_for_change(SCARDCONTEXT context, DWORD& hot_plug_state);
  Result<void> ask_for_exchanges(SCARDCONTEXT context);
  Result<void> ask_for_state(SCARDCONTEXT context, const std::string& name);
  Result<void> look_for_overlooked(SCARDCONTEXT context);
  static bool may_be_overlooked(const Reader& reader);
  static bool was_exchanged(Reader& reader, std::uint16_t events);
  void update_readers(const std::vector<std::string>& names);
  void take_change(SCARDCONTEXT context, const std::string& name, const SCARD_READERSTATE& state);
  trace::FlightRecorder* recorder_of(const std::string& name);
  void take_card(SCARDCONTEXT context, const std::string& name, BytesView atr, bool back, bool again = false);
  void ask_again(SCARDCONTEXT context);
  void confirm_removals();
  [[nodiscard]] DWORD wait_ms() const;
  void lose_service(const Error& error);
  void lose_readers(const Error& error);

  void begin_call(std::chrono::milliseconds time, const std::string& reader = {});
  bool end_call();
  void begin_anew_if_late();
  void tell_late(const std::string& reader);
  void cancel_waits();
  void end_thread();

  LONG wait(SCARDCONTEXT context, std::vector<SCARD_READERSTATE>& states);
  void pause(std::chrono::milliseconds time);
  [[nodiscard]] static std::string device_of(const std::string& reader) { return "pcsc:" + reader; }

  const std::string uri_;
  const std::string pattern_;
  const std::filesystem::path trace_directory_;
  Outlet outlet_;

  // The thread's own.
  std::map<std::string, Reader> readers_;
  std::map<std::string, std::unique_ptr<trace::FlightRecorder>> recorders_;  ///< by reader, opened when a card comes
  bool service_missed_ = false;
  bool service_was_late_ = false;

  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  ///< guards what follows
  std::condition_variable wake_;
  std::chrono::steady_clock::time_point call_due_ = kNoCall;  ///< when the call under way is late
  std::string called_reader_;                                 ///< whose card is asked in it; empty: the daemon is
  bool told_late_ = false;
  int threads_ended_ = 0;

  std::mutex waiting_mutex_;  ///< guards what follows; held over a cancel, which ends when the daemon answers
  SCARDCONTEXT waiting_ = 0;  ///< the context whose wait can be cancelled; 0 when none waits
};

}  // namespace kazasu::drivers::pcsc
