#include "kazasu/drivers/scanner/serial_scanner.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "kazasu/drivers/scan/repeat_filter.hpp"
#include "scanner/serial_line.hpp"
#include "scanner/serial_settings.hpp"

namespace kazasu::drivers {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPauseFirst{100};
constexpr milliseconds kPauseMax{1'000};
constexpr std::size_t kReadBytes = 4'096;

/// One run of a scanner, from `start` to `stop`. Everything happens on its thread.
class SerialRun {
 public:
  SerialRun(const std::string& uri, const SerialSettings& settings, Clock& clock, DeviceSink& sink)
      : uri_(uri),
        settings_(settings),
        clock_(clock),
        sink_(sink),
        framer_(settings.framing),
        repeats_(settings.repeat) {}

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
      announce(opened.error());
      return open_later();
    }
    pause_ = kPauseFirst;
    announced_.reset();
    attempted_.reset();
    post(DeviceNotice::Kind::ready, {ErrorCode::internal, {}});
    read();
  }

  void open_later() {
    pause_timer_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, kPauseMax);
    pause_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) open();
    });
  }

  /// Tells why the line cannot be opened, once. A scanner that is plugged in again may for a moment be there without
  /// permission, so a new reason counts only when it comes twice.
  void announce(const Error& error) {
    const bool again = attempted_ == error.code;
    const bool first = !attempted_ && !announced_;
    attempted_ = error.code;
    if (announced_ == error.code || !(again || first)) return;
    if (announced_ == ErrorCode::device_lost && error.code == ErrorCode::device_not_found) return;
    announced_ = error.code;
    post(DeviceNotice::Kind::failed, error);
  }

  void lose(const boost::system::error_code& error) {
    close_serial_line(port_);
    idle_timer_.cancel();
    framer_.reset();
    announced_ = ErrorCode::device_lost;
    post(DeviceNotice::Kind::lost, {ErrorCode::device_lost, settings_.line.path + ": " + error.message()});
    open_later();
  }

  void read() {
    port_.async_read_some(boost::asio::buffer(chunk_),
                          [this](const boost::system::error_code& error, std::size_t bytes) {
                            if (error) return lose(error);
                            framer_.feed(BytesView{chunk_}.first(bytes), clock_.monotonic_ns(), scans_);
                            publish();
                            await_silence();
                            read();
                          });
  }

  void await_silence() {
    const auto deadline = framer_.deadline_ns();
    if (!deadline) return;  // a timer that is still set finds nothing to do
    idle_timer_.expires_after(std::chrono::nanoseconds{std::max<std::int64_t>(*deadline - clock_.monotonic_ns(), 0)});
    idle_timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      framer_.pass_time(clock_.monotonic_ns(), scans_);
      publish();
    });
  }

  void publish() {
    for (const FramedScan& framed : scans_) {
      if (framed.fault) {
        post(DeviceNotice::Kind::failed, scan_error(*framed.fault, explanation(*framed.fault)));
        continue;
      }
      auto scan = read_scan(framed.data, settings_.aim, settings_.payload);
      if (!scan) {
        post(DeviceNotice::Kind::failed, scan.error());
      } else if (!repeats_.repeats(*scan, framed.monotonic_ns)) {
        sink_.on_sighting({.device = uri_, .monotonic_ns = framed.monotonic_ns, .seen = std::move(*scan)});
      }
    }
    scans_.clear();
  }

  [[nodiscard]] std::string explanation(ScanFault fault) const {
    const std::string idle = std::to_string(settings_.framing.idle.count()) + " ms";
    switch (fault) {
      case ScanFault::missing_terminator: return "silence for " + idle + " before the terminator came";
      case ScanFault::tail_of_broken_scan: return "the rest of a scan that silence for " + idle + " had broken";
      case ScanFault::missing_prefix: return "a scan came without the prefix that the URI asks for";
      default: return "more than " + std::to_string(settings_.framing.max_bytes) + " bytes without a terminator";
    }
  }

  void post(DeviceNotice::Kind kind, Error error) {
    sink_.on_notice({.device = uri_, .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
  }

  const std::string& uri_;
  const SerialSettings& settings_;
  Clock& clock_;
  DeviceSink& sink_;
  ScanFramer framer_;
  RepeatFilter repeats_;
  std::vector<FramedScan> scans_;
  std::array<std::uint8_t, kReadBytes> chunk_{};
  milliseconds pause_ = kPauseFirst;
  std::optional<ErrorCode> attempted_;  ///< why the last attempt to open failed
  std::optional<ErrorCode> announced_;  ///< what the sink was last told
  boost::asio::io_context io_{1};
  boost::asio::serial_port port_{io_};
  boost::asio::steady_timer idle_timer_{io_};
  boost::asio::steady_timer pause_timer_{io_};
  std::thread thread_;
};

class SerialScanner final : public Scanner {
 public:
  SerialScanner(std::string uri, SerialSettings settings, Clock& clock)
      : uri_(std::move(uri)), settings_(std::move(settings)), clock_(clock) {}
  ~SerialScanner() override { end_run(); }

  [[nodiscard]] const std::string& uri() const override { return uri_; }

  Result<void> start(DeviceSink& sink) override {
    if (run_) return Error{ErrorCode::invalid_argument, "the scanner has been started already"};
    run_ = std::make_unique<SerialRun>(uri_, settings_, clock_, sink);
    auto started = run_->start();
    if (!started) run_.reset();
    return started;
  }

  void stop() override { end_run(); }

 private:
  void end_run() {
    if (run_) run_->stop();
    run_.reset();
  }

  std::string uri_;
  SerialSettings settings_;
  Clock& clock_;
  std::unique_ptr<SerialRun> run_;
};

}  // namespace

Result<std::unique_ptr<Scanner>> open_serial_scanner(std::string_view uri, Clock& clock) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "serial") {
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a serial scanner is \"serial\""};
  }
  auto settings = parse_serial_settings(*parsed);
  if (!settings) return settings.error();
  return std::unique_ptr<Scanner>{std::make_unique<SerialScanner>(std::string{uri}, std::move(*settings), clock)};
}

}  // namespace kazasu::drivers
