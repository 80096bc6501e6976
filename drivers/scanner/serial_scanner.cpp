#include "kazasu/drivers/scanner/serial_scanner.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <thread>
#include <utility>

#include "scanner/serial_settings.hpp"

namespace kazasu::drivers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds kFirstRetry{50}, kLongestRetry{2'000};
constexpr std::int64_t kNsPerMs = 1'000'000;

Error open_error(const std::string& path, const error_code& why) {
  ErrorCode code = ErrorCode::device_lost;
  if (why == boost::system::errc::no_such_file_or_directory) code = ErrorCode::device_not_found;
  if (why == boost::system::errc::permission_denied) code = ErrorCode::device_permission;
  if (why == boost::system::errc::device_or_resource_busy) code = ErrorCode::device_busy;
  return {code, path + ": " + why.message()};
}

class SerialScanner final : public Scanner {
 public:
  SerialScanner(std::string uri, SerialSettings settings, Clock& clock)
      : uri_(std::move(uri)), settings_(std::move(settings)), clock_(clock), framer_(settings_.framing) {}
  ~SerialScanner() override { stop(); }

  [[nodiscard]] const std::string& uri() const override { return uri_; }

  Result<void> start(DeviceSink& sink) override {
    if (thread_.joinable()) return Error{ErrorCode::invalid_argument, "the scanner is started already"};
    sink_ = &sink;
    io_.restart();
    asio::post(io_, [this] { open(); });
    thread_ = std::thread{[this] { io_.run(); }};
    return {};
  }

  void stop() override {
    if (!thread_.joinable()) return;
    // Everything runs on the one thread of io_: when run() returns nothing more is posted.
    io_.stop();
    thread_.join();
    error_code ignored;
    port_.close(ignored);
  }

 private:
  void open() {
    error_code failed;
    port_.open(settings_.path, failed);
    // Two programs can open one tty: the second must not steal scans from the first.
    if (!failed && ::ioctl(port_.native_handle(), TIOCEXCL) != 0) failed.assign(errno, boost::system::system_category());
    if (!failed) configure(failed);
    if (failed) return retry(open_error(settings_.path, failed));
    told_ = false;
    retry_ = kFirstRetry;
    framer_.reset();
    notice(DeviceNotice::Kind::ready);
    read();
  }

  void configure(error_code& failed) {
    using asio::serial_port_base;
    port_.set_option(serial_port_base::baud_rate{settings_.baud}, failed);
    if (failed) return;
    const auto parity = settings_.parity == Parity::none  ? serial_port_base::parity::none
                        : settings_.parity == Parity::odd ? serial_port_base::parity::odd
                                                          : serial_port_base::parity::even;
    port_.set_option(serial_port_base::parity{parity}, failed);
    // A pty has no parity bit to set; every real port says so when it is asked for one.
    if (failed && settings_.parity == Parity::none) failed.clear();
  }

  /// Told once until the port is open again.
  void retry(const Error& error) {
    error_code ignored;
    port_.close(ignored);
    if (!std::exchange(told_, true)) notice(DeviceNotice::Kind::lost, error);
    timer_.expires_after(retry_);
    retry_ = std::min(retry_ * 2, kLongestRetry);
    timer_.async_wait([this](error_code cancelled) {
      if (!cancelled) open();
    });
  }

  void read() {
    if (framer_.in_the_middle()) {
      timer_.expires_after(std::chrono::milliseconds{settings_.framing.idle_ms});
      timer_.async_wait([this](error_code cancelled) {
        if (cancelled) return;
        deliver([this](auto& scans) { framer_.idle(now_ms(), scans); });
      });
    }
    port_.async_read_some(asio::buffer(buffer_), [this](error_code failed, std::size_t length) {
      timer_.cancel();
      if (failed) return retry({ErrorCode::device_lost, settings_.path + ": " + failed.message()});
      deliver([&](auto& scans) { framer_.take({buffer_.data(), length}, now_ms(), scans); });
      read();
    });
  }

  template <class Produce>
  void deliver(Produce produce) {
    std::vector<FramedScan> scans;
    produce(scans);
    for (FramedScan& scan : scans) {
      if (scan.error) {
        notice(DeviceNotice::Kind::failed, std::move(*scan.error));
      } else {
        sink_->on_sighting({.device = uri_, .monotonic_ns = clock_.monotonic_ns(), .seen = ScanSighting{std::move(scan.symbology), std::move(scan.data)}});
      }
    }
  }

  [[nodiscard]] std::int64_t now_ms() const { return clock_.monotonic_ns() / kNsPerMs; }

  void notice(DeviceNotice::Kind kind, Error error = {ErrorCode::internal, {}}) {
    sink_->on_notice({.device = uri_, .kind = kind, .error = std::move(error), .monotonic_ns = clock_.monotonic_ns()});
  }

  std::string uri_;
  SerialSettings settings_;
  Clock& clock_;
  ScanFramer framer_;
  DeviceSink* sink_ = nullptr;
  asio::io_context io_{1};
  asio::serial_port port_{io_};
  asio::steady_timer timer_{io_};
  std::chrono::milliseconds retry_{kFirstRetry};
  bool told_ = false;
  std::array<std::uint8_t, 4096> buffer_{};
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Scanner>> open_serial_scanner(std::string_view uri, Clock& clock) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  auto settings = serial_settings(*parsed);
  if (!settings) return settings.error();
  return std::unique_ptr<Scanner>{std::make_unique<SerialScanner>(std::string{uri}, std::move(*settings), clock)};
}

}  // namespace kazasu::drivers
