#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "temporary_folder.hpp"

namespace kazasu::simulators {

/// A reader driver that the machine has, as reader.conf names it.
struct StockDriver {
  StockDriver(std::string its_name, std::string its_library, std::string its_device, int its_channel)
      : name(std::move(its_name)),
        library(std::move(its_library)),
        device(std::move(its_device)),
        channel(its_channel) {}
  std::string name;
  std::string library;
  std::string device;
  int channel;
};

/// A pcscd of one's own: its own socket, its own readers, nothing shared with the machine's. Several may run at once,
/// as root or not; `/run/pcscd` must exist (it is made if that is allowed).
///
/// A client reaches it when its environment says PCSCLITE_CSOCK_NAME = `client_socket()` before its first PC/SC call;
/// libpcsclite remembers that for the life of the process. Each reader is the SimulatedReader that listens at
/// `reader_socket(i)`.
///
///     PrivatePcscd daemon{{"SONY FeliCa RC-S300/S"}};
///     SimulatedReader reader{sony_rc_s300(), daemon.reader_socket(0)};
///     daemon.start();
///     setenv("PCSCLITE_CSOCK_NAME", daemon.client_socket().c_str(), 1);      // here, or for the process to be started
///     reader.touch(card);
///
/// The daemon dies with the thread that started it. Thread: one at a time. Fails by std::system_error: it is test
/// equipment.
class PrivatePcscd {
 public:
  /// Prepares a folder in the temporary directory; clients see reader i as `NAME 0i 00`. Does not start.
  explicit PrivatePcscd(const std::vector<std::string>& reader_names);
  /// The same with a driver that is not of the simulators.
  explicit PrivatePcscd(const StockDriver& driver);
  ~PrivatePcscd();  ///< stops, and removes the folder
  PrivatePcscd(const PrivatePcscd&) = delete;
  PrivatePcscd& operator=(const PrivatePcscd&) = delete;

  /// Whether a pcscd is installed.
  static bool installed();

  /// When it returns clients can connect.
  void start();
  /// Ends it as a system does, by SIGTERM.
  void stop();
  /// Ends it as a crash does, by SIGKILL.
  void kill();

  /// -1 while it does not run.
  [[nodiscard]] pid_t process() const { return daemon_; }
  [[nodiscard]] const std::filesystem::path& client_socket() const { return client_socket_; }
  [[nodiscard]] std::filesystem::path reader_socket(std::size_t index) const;
  /// What the daemon had to say.
  [[nodiscard]] std::filesystem::path log() const { return folder_ / "pcscd.log"; }

 private:
  void end(int signal);

  TemporaryFolder folder_;
  std::filesystem::path client_socket_ = folder_ / "pcscd.comm";
  pid_t daemon_ = -1;
};

}  // namespace kazasu::simulators
