#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers::pcsc {

/// What asks the daemon, which has no deadline of its own, with one: `service_unavailable` if it is not done within 3
/// s. It is left to end by itself then, so `ask` refers to nothing that may go before it. Thread: any.
template <class Value>
Result<Value> within_deadline(std::function<Result<Value>()> ask) {
  constexpr std::chrono::seconds kLate{3};
  std::packaged_task<Result<Value>()> task{std::move(ask)};
  auto answer = task.get_future();
  try {
    std::thread{std::move(task)}.detach();
  } catch (const std::system_error& error) {
    return Error{ErrorCode::internal, std::string{"no thread to ask the PC/SC service: "} + error.what()};
  }
  if (answer.wait_for(kLate) != std::future_status::ready)
    return Error{ErrorCode::service_unavailable, "the PC/SC service runs and does not answer"};
  return answer.get();
}

}  // namespace kazasu::drivers::pcsc
