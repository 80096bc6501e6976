#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

#include "kazasu/values/result.hpp"
#include "supervised/helper_packet.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers {

/// A program that does for a driver what could end or hang its process.
struct HelperProgram {
  std::string path;
  std::string name;  ///< in errors: "libnfc helper"
  int shared = -1;   ///< a descriptor that it gets as kHelperShared; stays the caller's. -1 for none
};

/// Where a helper is: beside the running program, else where it was installed.
std::string helper_path(const std::string& program, const std::string& installed);

/// A helper process behind a socket: a packet asks, a packet answers, in order. What does not answer in time is killed.
/// Thread: one at a time.
class SupervisedProcess {
 public:
  /// `device_not_found` if the program is not there, `internal` if it cannot be started. `stop_event` is an eventfd
  /// whose first count ends every wait; it outlives the process.
  static Result<SupervisedProcess> start(const HelperProgram& program, int stop_event);
  SupervisedProcess(SupervisedProcess&& other) noexcept;
  SupervisedProcess& operator=(SupervisedProcess&&) = delete;
  /// Asks it to end and leaves it no more than 20 ms for that.
  ~SupervisedProcess();

  /// The answer's content, or the error that the helper tells. A helper that does not answer by the deadline or dies is
  /// gone afterwards (`alive`): `timed_out` or `device_lost`. `cancelled` when the stop event counts.
  Result<Bytes> call(BytesView packet, std::chrono::milliseconds deadline);

  [[nodiscard]] bool alive() const { return process_ > 0; }
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  SupervisedProcess(std::string name, pid_t process, FileDescriptor pidfd, FileDescriptor socket, int stop_event)
      : name_(std::move(name)),
        process_(process),
        pidfd_(std::move(pidfd)),
        socket_(std::move(socket)),
        stop_event_(stop_event) {}

  bool await_end(std::chrono::milliseconds patience);
  std::string end_now();

  std::string name_;
  pid_t process_;
  FileDescriptor pidfd_;
  FileDescriptor socket_;
  int stop_event_;
};

}  // namespace kazasu::drivers
