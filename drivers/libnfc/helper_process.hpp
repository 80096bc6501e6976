#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "libnfc/helper_message.hpp"
#include "supervised/supervised_process.hpp"

namespace kazasu::drivers::libnfc {

/// libnfc in a supervised process. Thread: one at a time.
class HelperProcess {
 public:
  /// As SupervisedProcess::start.
  static Result<HelperProcess> start(const std::string& program, int stop_event) {
    auto process = SupervisedProcess::start({.path = program, .name = "libnfc helper"}, stop_event);
    if (!process) return process.error();
    return HelperProcess{std::move(*process)};
  }

  /// As SupervisedProcess::call.
  Result<Bytes> call(const Request& request, std::chrono::milliseconds deadline) {
    return process_.call(encode(request), deadline);
  }

  [[nodiscard]] bool alive() const { return process_.alive(); }
  [[nodiscard]] pid_t process() const { return process_.process(); }

 private:
  explicit HelperProcess(SupervisedProcess process) : process_(std::move(process)) {}

  SupervisedProcess process_;
};

}  // namespace kazasu::drivers::libnfc
