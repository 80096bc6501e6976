#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "simulators/simulated_reader.hpp"

namespace kazasu::simulators {

/// A pcscd of the test's own with simulated readers: its socket is handed over as systemd would, so that several run side by
/// side and none touches the system's. Clients find it by PCSCLITE_CSOCK_NAME, which is read once per process.
class PrivatePcscd {
 public:
  /// `driver` is the reader driver's shared library. Throws std::runtime_error if the daemon does not come up.
  PrivatePcscd(std::filesystem::path directory, std::filesystem::path driver);
  ~PrivatePcscd();
  PrivatePcscd(const PrivatePcscd&) = delete;
  PrivatePcscd& operator=(const PrivatePcscd&) = delete;

  /// The readers stand in the daemon's configuration from its next start on.
  void add_reader(const SimulatedReader& reader);
  void start();
  /// SIGTERM, or SIGKILL as in a crash.
  void stop(bool kill = false);

  [[nodiscard]] const std::filesystem::path& socket() const { return socket_; }

 private:
  void write_configuration() const;

  std::filesystem::path directory_;
  std::filesystem::path driver_;
  std::filesystem::path socket_;
  struct Reader {
    std::string name;
    std::filesystem::path socket;
  };
  std::vector<Reader> readers_;
  pid_t process_ = -1;
};

}  // namespace kazasu::simulators
