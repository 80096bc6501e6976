#include "scanner/recorded_scanner.hpp"

#include <atomic>
#include <system_error>
#include <thread>
#include <utility>

#include "scanner/started_scanner.hpp"

namespace kazasu::drivers {
namespace {

/// One run of a recording, from `start` to `stop`. Everything happens on its thread.
class Run {
 public:
  Run(const std::string& uri, const OpenRecording& open, std::chrono::milliseconds repeat, Clock& clock,
      DeviceSink& sink)
      : open_(open), uri_(uri), outlet_(uri, clock, sink, repeat) {}

  Result<void> start() {
    try {
      thread_ = std::thread{[this] { play(); }};
    } catch (const std::system_error& error) {
      return Error{ErrorCode::internal, std::string{"no thread for a recording: "} + error.what()};
    }
    return {};
  }

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void play() {
    auto opened = open_();
    if (!opened) return outlet_.cannot_open(opened.error());
    outlet_.ready();
    ScanPipeline& pipeline = *opened->pipeline;
    const auto& reads = opened->recording.reads;
    const std::int64_t begin = outlet_.now_ns() - (reads.empty() ? 0 : reads.front().monotonic_ns);
    for (const Recording::Read& read : reads) {
      if (stopping_) return;
      const std::int64_t now = begin + read.monotonic_ns;
      const auto deadline = pipeline.deadline_ns();
      if (deadline && *deadline <= now) pipeline.pass_time(*deadline, outlet_);
      pipeline.feed(read.bytes, now, outlet_);
    }
    if (const auto deadline = pipeline.deadline_ns()) pipeline.pass_time(*deadline, outlet_);
    outlet_.lost(uri_ + ": the recording has ended");
  }

  const OpenRecording& open_;
  const std::string& uri_;
  ScanOutlet outlet_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Scanner> make_recorded_scanner(std::string uri, OpenRecording open, std::chrono::milliseconds repeat,
                                               Clock& clock) {
  return std::make_unique<StartedScanner<Run>>(
      std::move(uri), [open = std::move(open), repeat, &clock](const std::string& name, DeviceSink& sink) {
        return std::make_unique<Run>(name, open, repeat, clock, sink);
      });
}

}  // namespace kazasu::drivers
