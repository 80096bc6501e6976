#include "kazasu/drivers/libnfc/libnfc_reader.hpp"

#include <array>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "kazasu/drivers/device_uri.hpp"
#include "libnfc/libnfc_worker.hpp"

namespace kazasu::drivers {
namespace {

class LibnfcReader final : public CardReader {
 public:
  LibnfcReader(libnfc::LibnfcWorker::Settings settings, Clock& clock, Entropy& entropy)
      : settings_(std::move(settings)), clock_(clock), entropy_(entropy) {}
  ~LibnfcReader() override { end(); }

  [[nodiscard]] const std::string& uri() const override { return settings_.uri; }

  Result<void> start(DeviceSink& sink) override {
    if (worker_ != nullptr) return Error{ErrorCode::invalid_argument, "the reader is started already"};
    worker_ = std::make_unique<libnfc::LibnfcWorker>(settings_, sink, clock_, entropy_);
    try {
      thread_ = std::thread{[this] { worker_->run(); }};
    } catch (const std::system_error& error) {
      worker_.reset();
      return Error{ErrorCode::internal, std::string{"no thread for a reader: "} + error.what()};
    }
    return {};
  }

  void stop() override { end(); }

 private:
  void end() {
    if (worker_ == nullptr) return;
    worker_->stop();
    thread_.join();
    worker_.reset();
  }

  const libnfc::LibnfcWorker::Settings settings_;
  Clock& clock_;
  Entropy& entropy_;
  std::unique_ptr<libnfc::LibnfcWorker> worker_;  ///< null unless started
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<CardReader>> open_libnfc_reader(std::string_view uri, const PollingPlan& plan, Clock& clock,
                                                       Entropy& entropy, const std::filesystem::path& trace_directory) {
  auto parsed = parse_device_uri(uri);
  if (!parsed) return parsed.error();
  constexpr std::array<std::string_view, 1> kParameters{"helper"};
  if (auto checked = check_parameters(*parsed, kParameters); !checked) return checked.error();
  if (parsed->scheme != "libnfc" || parsed->path.empty()) {
    return Error{ErrorCode::configuration_invalid,
                 "a libnfc reader is named libnfc:CONNECTION, as in libnfc:pn532_uart:/dev/ttyUSB0"};
  }
  const auto helper = parsed->parameters.find("helper");
  libnfc::LibnfcWorker::Settings settings{
      .uri = std::string{uri},
      .connection = parsed->path,
      .helper = helper != parsed->parameters.end()
                    ? helper->second
                    : helper_path("kazasu-libnfc-helper", KAZASU_LIBNFC_HELPER_INSTALLED),
      .plan = plan,
      .trace_directory = trace_directory};
  return std::unique_ptr<CardReader>{std::make_unique<LibnfcReader>(std::move(settings), clock, entropy)};
}

}  // namespace kazasu::drivers
