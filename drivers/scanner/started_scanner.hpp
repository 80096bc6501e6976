#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "kazasu/seams/scanner.hpp"

namespace kazasu::drivers {

/// A scanner of which each start makes a `Run`, with a thread of its own, that ends with the stop.
template <class Run>
class StartedScanner final : public Scanner {
 public:
  using MakeRun = std::function<std::unique_ptr<Run>(const std::string& uri, DeviceSink& sink)>;

  StartedScanner(std::string uri, MakeRun make_run) : uri_(std::move(uri)), make_run_(std::move(make_run)) {}
  ~StartedScanner() override { end_run(); }

  [[nodiscard]] const std::string& uri() const override { return uri_; }

  Result<void> start(DeviceSink& sink) override {
    if (run_) return Error{ErrorCode::invalid_argument, "the scanner has been started already"};
    run_ = make_run_(uri_, sink);
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
  MakeRun make_run_;
  std::unique_ptr<Run> run_;
};

}  // namespace kazasu::drivers
