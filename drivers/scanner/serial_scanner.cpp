#include "kazasu/drivers/scanner/serial_scanner.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "scanner/scan_outlet.hpp"
#include "scanner/serial_line.hpp"
#include "scanner/serial_pipeline.hpp"
#include "scanner/serial_settings.hpp"
#include "scanner/started_scanner.hpp"
#include "trace/scan_recorder.hpp"

namespace kazasu::drivers {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPauseFirst{100};
constexpr milliseconds kPauseMax{1'000};
constexpr std::size_t kReadBytes = 4'096;

/// One run of a scanner, from `start` to `stop`. Everything happens on its thread.
class SerialRun {
 public:
  SerialRun(const std::string& uri, const SerialSettings& settings, const ScanTrace& trace, Clock& clock,
            DeviceSink& sink)
      : settings_(settings),
        recorder_(trace::ScanRecorder::open(trace.directory, uri, trace::ScanReads::bytes, trace.whole, clock)),
        outlet_(uri, clock, sink, settings.content.repeat),
        pipeline_(make_framer(settings), settings.content, settings.acknowledge) {}

  Result<void> start() {
    try {
      thread_ = std::thread{[this] {
        open();
        io_.run();
        close_serial_line(port_);
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
    auto opened = open_serial_line(port_, settings_.line);
    if (!opened) {
      outlet_.cannot_open(opened.error());
      return open_later();
    }
    pause_ = kPauseFirst;
    if (recorder_) recorder_->opened({});
    send(settings_.on_open);
    outlet_.ready();
    read();
  }

  /// A few bytes, which a line takes at once or not at all.
  void send(BytesView bytes) {
    if (!bytes.empty()) (void)!::write(port_.native_handle(), bytes.data(), bytes.size());
  }

  void answer() { send(pipeline_.take_answers()); }

  void open_later() {
    pause_timer_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, kPauseMax);
    pause_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) open();
    });
  }

  void lose(const boost::system::error_code& error) {
    close_serial_line(port_);
    idle_timer_.cancel();
    pipeline_.reset(outlet_);
    outlet_.lost(settings_.line.path + ": " + error.message());
    open_later();
  }

  void read() {
    port_.async_read_some(boost::asio::buffer(chunk_),
                          [this](const boost::system::error_code& error, std::size_t bytes) {
                            if (error) return lose(error);
                            if (recorder_) recorder_->read(BytesView{chunk_}.first(bytes));
                            pipeline_.feed(BytesView{chunk_}.first(bytes), outlet_.now_ns(), outlet_);
                            answer();
                            await_silence();
                            read();
                          });
  }

  void await_silence() {
    const auto deadline = pipeline_.deadline_ns();
    if (!deadline) return;  // a timer that is still set finds nothing to do
    idle_timer_.expires_after(std::chrono::nanoseconds{std::max<std::int64_t>(*deadline - outlet_.now_ns(), 0)});
    idle_timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      pipeline_.pass_time(outlet_.now_ns(), outlet_);
      answer();
    });
  }

  const SerialSettings& settings_;
  const std::unique_ptr<trace::ScanRecorder> recorder_;  ///< null if none is wanted
  ScanOutlet outlet_;
  SerialPipeline pipeline_;
  std::array<std::uint8_t, kReadBytes> chunk_{};
  milliseconds pause_ = kPauseFirst;
  boost::asio::io_context io_{1};
  boost::asio::serial_port port_{io_};
  boost::asio::steady_timer idle_timer_{io_};
  boost::asio::steady_timer pause_timer_{io_};
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Scanner>> open_serial_scanner(std::string_view uri, Clock& clock, const ScanTrace& trace) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "serial") {
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a serial scanner is \"serial\""};
  }
  auto settings = parse_serial_settings(*parsed);
  if (!settings) return settings.error();
  return std::unique_ptr<Scanner>{std::make_unique<StartedScanner<SerialRun>>(
      std::string{uri}, [settings = std::move(*settings), trace, &clock](const std::string& name, DeviceSink& sink) {
        return std::make_unique<SerialRun>(name, settings, trace, clock, sink);
      })};
}

}  // namespace kazasu::drivers
