#pragma once

#include <filesystem>
#include <string_view>

#include "kazasu/values/bytes.hpp"

namespace kazasu::simulators {

/// A USB-serial scanner on a pty, under a stable path as /dev/serial/by-id gives one.
class SerialScannerSimulator {
 public:
  /// `link` becomes a symbolic link to the pty.
  explicit SerialScannerSimulator(std::filesystem::path link);
  ~SerialScannerSimulator();
  SerialScannerSimulator(const SerialScannerSimulator&) = delete;
  SerialScannerSimulator& operator=(const SerialScannerSimulator&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return link_; }
  /// AIM identifier ("E0"), data, CR.
  void scan(std::string_view aim_identifier, std::string_view data);
  void send(BytesView bytes);
  void unplug();
  void plug();

 private:
  std::filesystem::path link_;
  int master_ = -1;
  int slave_ = -1;  ///< kept open, or the master would read EIO before the register opens it
};

}  // namespace kazasu::simulators
