#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "kazasu/values/result.hpp"
#include "libnfc/helper_message.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers::libnfc {

/// A helper process: libnfc behind a socket. What does not answer in time is killed. Thread: one at a time.
class HelperProcess {
 public:
  /// `device_not_found` if the program is not there, `internal` if it cannot be started. `stop_event` is an eventfd
  /// whose first count ends every wait; it outlives the process.
  static Result<HelperProcess> start(const std::string& program, int stop_event);
  HelperProcess(HelperProcess&& other) noexcept;
  HelperProcess& operator=(HelperProcess&&) = delete;
  /// Asks it to end and leaves it no more than 25 ms for that.
  ~HelperProcess();

  /// The answer's content, or the error that the helper tells. A helper that does not answer by the deadline or dies is
  /// gone afterwards (`alive`): `timed_out` or `device_lost`. `cancelled` when the stop event counts.
  Result<Bytes> call(const Request& request, std::chrono::milliseconds deadline);

  [[nodiscard]] bool alive() const { return process_ > 0; }
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  HelperProcess(pid_t process, FileDescriptor pidfd, FileDescriptor socket, int stop_event)
      : process_(process), pidfd_(std::move(pidfd)), socket_(std::move(socket)), stop_event_(stop_event) {}

  bool await_end(std::chrono::milliseconds patience);
  std::string end_now();

  pid_t process_;
  FileDescriptor pidfd_;
  FileDescriptor socket_;
  int stop_event_;
};

}  // namespace kazasu::drivers::libnfc
