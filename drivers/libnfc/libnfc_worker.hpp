#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "libnfc/helper_process.hpp"
#include "nfc/card_presence.hpp"
#include "nfc/outlet.hpp"
#include "trace/flight_recorder.hpp"

namespace kazasu::drivers::libnfc {

/// What the thread of a libnfc reader does: it keeps a helper alive, looks for cards by the plan, asks each card once,
/// and posts what it sees.
class LibnfcWorker {
 public:
  struct Settings {
    std::string uri;
    std::string connection;  ///< libnfc's name for the device
    std::string helper;      ///< path of the helper program
    PollingPlan plan;
    std::filesystem::path trace_directory;  ///< empty for no flight recorder
  };
  LibnfcWorker(Settings settings, DeviceSink& sink, Clock& clock, Entropy& entropy);

  /// The thread's whole life; returns soon after `stop`.
  void run();
  /// Ends `run` and closes the outlet. Thread: any other.
  void stop();

 private:
  Result<HelperProcess> open_device();
  void use(HelperProcess& helper);
  Result<std::vector<FoundCard>> look(HelperProcess& helper, std::chrono::milliseconds slice);
  bool take_look(HelperProcess& helper, const std::vector<FoundCard>& cards);
  bool take_card(HelperProcess& helper, const FoundCard& card);
  bool has_gone(HelperProcess& helper, const FoundCard& card, const Error& error);
  Result<Sighting> identify(HelperProcess& helper, const FoundCard& card);
  void fail_to_open(const Error& error);
  void lose(const Error& error);
  void pause(std::chrono::milliseconds time) const;

  const Settings settings_;
  Outlet outlet_;
  FileDescriptor stop_event_;
  std::atomic<bool> stopping_{false};

  // The thread's own.
  std::unique_ptr<trace::FlightRecorder> recorder_;  ///< null if none is wanted
  CardPresence presence_;
  bool ready_ = false;             ///< the sink knows it as ready
  std::optional<ErrorCode> told_;  ///< why the device is not there, as the sink was told
  std::int64_t touched_ns_ = 0;
};

}  // namespace kazasu::drivers::libnfc
