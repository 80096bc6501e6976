#include "kazasu/drivers/simulated/simulated_device.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"
#include "simulated/simulated_command.hpp"
#include "simulated/simulated_outlet.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers {
namespace {

constexpr mode_t kFifoMode = 0600;
constexpr std::size_t kReadBytes = 4'096;
// A person may type a line as slowly as they like.
constexpr std::chrono::hours kLineIdle{24};

ScanFraming line_framing() {
  ScanFraming framing;
  framing.terminators = {{'\n'}};
  framing.idle = kLineIdle;
  return framing;
}

Error open_error(const std::string& path, int error) {
  const ErrorCode code = error == EACCES || error == EPERM ? ErrorCode::device_permission : ErrorCode::device_not_found;
  return {code, path + ": " + std::generic_category().message(error)};
}

class SimulatedDevice final : public SensingDevice {
 public:
  SimulatedDevice(std::string uri, std::string path, ReaderMake make, Clock& clock, Entropy& entropy)
      : outlet_(std::move(uri), clock),
        frames_(outlet_, clock),
        cards_(outlet_, make, entropy),
        path_(std::move(path)),
        clock_(clock) {}
  ~SimulatedDevice() override { end(); }

  [[nodiscard]] const std::string& uri() const override { return outlet_.uri(); }

  Result<void> start(DeviceSink& sink) override {
    if (thread_.joinable()) return Error{ErrorCode::invalid_argument, "the simulated device has been started already"};
    if (auto opened = open_fifo(); !opened) return opened;
    if (auto opened = outlet_.open(sink); !opened) return opened;
    io_.restart();
    framer_.reset();
    try {
      read();
      thread_ = std::thread{[this] { io_.run(); }};
    } catch (const std::system_error& error) {
      end();
      return Error{ErrorCode::internal, std::string{"no thread for a simulated device: "} + error.what()};
    }
    return {};
  }

  void stop() override { end(); }

 private:
  Result<void> open_fifo() {
    made_ = ::mkfifo(path_.c_str(), kFifoMode) == 0;
    if (!made_ && errno != EEXIST) return open_error(path_, errno);
    // Open for writing too: otherwise every writer that goes would end the line for the next.
    FileDescriptor fifo{::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (!fifo.ok()) return open_error(path_, errno);
    struct stat status {};
    if (::fstat(fifo.get(), &status) != 0) return open_error(path_, errno);
    if (!S_ISFIFO(status.st_mode)) return Error{ErrorCode::configuration_invalid, path_ + " is there and is no FIFO"};
    boost::system::error_code failed;
    fifo_.assign(fifo.get(), failed);
    if (failed) return open_error(path_, failed.value());
    (void)fifo.release();
    return {};
  }

  void end() {
    outlet_.close();
    io_.stop();
    if (thread_.joinable()) thread_.join();
    cards_.remove();
    cards_.end();
    boost::system::error_code ignored;
    fifo_.close(ignored);
    if (std::exchange(made_, false)) ::unlink(path_.c_str());
  }

  void read() {
    fifo_.async_read_some(
        boost::asio::buffer(chunk_), [this](const boost::system::error_code& failed, std::size_t bytes) {
          if (failed) return;  // closed by `end`: this process holds the writing side, so no writer can end the line
          framer_.feed(BytesView{chunk_}.first(bytes), clock_.monotonic_ns(), lines_);
          for (const FramedScan& line : lines_) {
            const auto obeyed = line.fault ? Result<void>{scan_error(*line.fault, "a line of the FIFO")}
                                           : obey(as_text(line.data), outlet_, frames_, cards_);
            if (!obeyed) outlet_.notify(DeviceNotice::Kind::failed, obeyed.error());
          }
          lines_.clear();
          read();
        });
  }

  SimulatedOutlet outlet_;
  SimulatedFrames frames_;
  SimulatedCards cards_;
  const std::string path_;
  Clock& clock_;
  ScanFramer framer_{line_framing()};
  std::vector<FramedScan> lines_;
  std::array<std::uint8_t, kReadBytes> chunk_{};
  bool made_ = false;  ///< the FIFO is this object's to remove
  boost::asio::io_context io_{1};
  boost::asio::posix::stream_descriptor fifo_{io_};
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<SensingDevice>> open_simulated_device(std::string_view uri, Clock& clock, Entropy& entropy) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  if (parsed->scheme != "simulated") {
    return Error{ErrorCode::configuration_invalid, "device URI: the scheme of a simulated device is \"simulated\""};
  }
  constexpr std::array<std::string_view, 1> kParameters{"reader"};
  if (auto checked = check_parameters(*parsed, kParameters); !checked) return checked.error();
  auto make = std::optional{ReaderMake::rc_s300};
  if (const auto named = parsed->parameters.find("reader"); named != parsed->parameters.end())
    make = reader_make_of(named->second);
  if (!make) return Error{ErrorCode::configuration_invalid, "simulated: reader is one of " + reader_make_names()};
  if (!parsed->path.starts_with('/')) {
    return Error{ErrorCode::configuration_invalid, "simulated: the path is not absolute; write simulated:/run/user/…"};
  }
  return std::unique_ptr<SensingDevice>{
      std::make_unique<SimulatedDevice>(std::string{uri}, parsed->path, *make, clock, entropy)};
}

}  // namespace kazasu::drivers
