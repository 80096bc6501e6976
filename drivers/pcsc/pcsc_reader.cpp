#include "kazasu/drivers/pcsc/pcsc_reader.hpp"

#include <array>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "pcsc/reader_worker.hpp"

namespace kazasu::drivers {
namespace {

class PcscReader final : public CardReader {
 public:
  PcscReader(std::string uri, std::string pattern, std::filesystem::path traces, Clock& clock, Entropy& entropy)
      : uri_(std::move(uri)),
        pattern_(std::move(pattern)),
        traces_(std::move(traces)),
        clock_(clock),
        entropy_(entropy) {}
  ~PcscReader() override { stop(); }

  [[nodiscard]] const std::string& uri() const override { return uri_; }

  Result<void> start(DeviceSink& sink) override {
    if (worker_ != nullptr) return Error{ErrorCode::invalid_argument, "the reader is started already"};
    worker_ = std::make_shared<pcsc::ReaderWorker>(uri_, pattern_, traces_, sink, clock_, entropy_);
    try {
      threads_[0] = std::thread{[worker = worker_] { worker->watch_calls(); }};
      threads_[1] = std::thread{[worker = worker_] { worker->run(); }};
    } catch (const std::system_error& error) {
      stop();
      return Error{ErrorCode::internal, std::string{"no thread for a reader: "} + error.what()};
    }
    return {};
  }

  void stop() override {
    constexpr std::chrono::milliseconds kPatience{60};
    if (worker_ == nullptr) return;
    const bool ended = worker_->stop(kPatience);
    for (std::thread& thread : threads_) {
      if (!thread.joinable()) continue;
      if (ended) {
        thread.join();
      } else {
        thread.detach();  // stuck in a card's command or at a daemon that hangs; it owns the worker with it
      }
    }
    worker_.reset();
  }

 private:
  const std::string uri_;
  const std::string pattern_;
  const std::filesystem::path traces_;
  Clock& clock_;
  Entropy& entropy_;
  std::shared_ptr<pcsc::ReaderWorker> worker_;  ///< null unless started
  std::array<std::thread, 2> threads_;
};

}  // namespace

Result<std::unique_ptr<CardReader>> open_pcsc_reader(std::string_view uri, Clock& clock, Entropy& entropy,
                                                     const std::filesystem::path& trace_directory) {
  constexpr std::string_view kScheme = "pcsc:";
  if (!uri.starts_with(kScheme) || uri.size() == kScheme.size()) {
    return Error{ErrorCode::configuration_invalid,
                 "a PC/SC reader is named pcsc:PATTERN, as in pcsc:* or pcsc:ACS ACR122U"};
  }
  std::string pattern{uri.substr(kScheme.size())};
  pattern += '*';  // a name's end is the daemon's numbering
  return std::unique_ptr<CardReader>{
      std::make_unique<PcscReader>(std::string{uri}, std::move(pattern), trace_directory, clock, entropy)};
}

}  // namespace kazasu::drivers
