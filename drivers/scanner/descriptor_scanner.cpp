#include "scanner/descriptor_scanner.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "scanner/started_scanner.hpp"

namespace kazasu::drivers {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPauseFirst{100};
constexpr milliseconds kPauseMax{1'000};
constexpr std::size_t kReadBytes = 4'096;  // one HID report at most, or 170 input events

/// One run of a scanner, from `start` to `stop`. Everything happens on its thread.
class Run {
 public:
  Run(const std::string& uri, const OpenScanner& open, milliseconds repeat,
      std::unique_ptr<trace::ScanRecorder> recorder, Clock& clock, DeviceSink& sink)
      : open_(open), uri_(uri), recorder_(std::move(recorder)), outlet_(uri, clock, sink, repeat) {}

  Result<void> start() {
    try {
      thread_ = std::thread{[this] {
        open();
        io_.run();
        close();
      }};
    } catch (const std::system_error& error) {
      return Error{ErrorCode::internal, std::string{"no thread for a scanner: "} + error.what()};
    }
    return {};
  }

  void stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void open() {
    auto opened = open_();
    boost::system::error_code failed;
    if (opened) descriptor_.assign(opened->descriptor.get(), failed);
    if (!opened || failed) {
      outlet_.cannot_open(opened ? device_open_error(uri_, failed.value()) : opened.error());
      return open_later();
    }
    (void)opened->descriptor.release();
    pipeline_ = std::move(opened->pipeline);
    if (recorder_) recorder_->opened(opened->report_descriptor);
    pause_ = kPauseFirst;
    outlet_.ready();
    read();
  }

  void open_later() {
    pause_timer_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, kPauseMax);
    pause_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) open();
    });
  }

  void close() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
  }

  void lose(const boost::system::error_code& error) {
    close();
    idle_timer_.cancel();
    pipeline_->reset(outlet_);
    outlet_.lost(uri_ + ": " + error.message());
    open_later();
  }

  void read() {
    descriptor_.async_read_some(boost::asio::buffer(chunk_),
                                [this](const boost::system::error_code& error, std::size_t bytes) {
                                  if (error) return lose(error);
                                  if (recorder_) recorder_->read(BytesView{chunk_}.first(bytes));
                                  pipeline_->feed(BytesView{chunk_}.first(bytes), outlet_.now_ns(), outlet_);
                                  await_silence();
                                  read();
                                });
  }

  void await_silence() {
    const auto deadline = pipeline_->deadline_ns();
    if (!deadline) return;  // a timer that is still set finds nothing to do
    idle_timer_.expires_after(std::chrono::nanoseconds{std::max<std::int64_t>(*deadline - outlet_.now_ns(), 0)});
    idle_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) pipeline_->pass_time(outlet_.now_ns(), outlet_);
    });
  }

  const OpenScanner& open_;
  const std::string& uri_;
  const std::unique_ptr<trace::ScanRecorder> recorder_;  ///< null if none is wanted
  ScanOutlet outlet_;
  std::unique_ptr<ScanPipeline> pipeline_;
  std::array<std::uint8_t, kReadBytes> chunk_{};
  milliseconds pause_ = kPauseFirst;
  boost::asio::io_context io_{1};
  boost::asio::posix::stream_descriptor descriptor_{io_};
  boost::asio::steady_timer idle_timer_{io_};
  boost::asio::steady_timer pause_timer_{io_};
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Scanner> make_descriptor_scanner(std::string uri, OpenScanner open, milliseconds repeat,
                                                 trace::ScanReads reads, ScanTrace trace, Clock& clock) {
  return std::make_unique<StartedScanner<Run>>(
      std::move(uri), [open = std::move(open), repeat, reads, trace = std::move(trace), &clock](const std::string& name,
                                                                                                DeviceSink& sink) {
        auto recorder = trace::ScanRecorder::open(trace.directory, name, reads, trace.whole, clock);
        return std::make_unique<Run>(name, open, repeat, std::move(recorder), clock, sink);
      });
}

Error device_open_error(const std::string& path, int error) {
  const auto with = [&](ErrorCode code) { return Error{code, path + ": " + std::generic_category().message(error)}; };
  switch (error) {
    case EACCES:
    case EPERM: return with(ErrorCode::device_permission);
    case EBUSY: return with(ErrorCode::device_busy);
    case ENOTTY:
    case EINVAL:
    case EISDIR:
    case ELOOP: return with(ErrorCode::configuration_invalid);
    default: return with(ErrorCode::device_not_found);
  }
}

}  // namespace kazasu::drivers
