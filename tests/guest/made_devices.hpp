#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "system/file_descriptor.hpp"

/// A keyboard that the kernel makes for this test (uinput). Skips the test where it cannot.
class MadeKeyboard {
 public:
  MadeKeyboard();
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Presses and releases keys, a report each.
  void type(const std::vector<std::uint16_t>& codes);
  void press(std::uint16_t code, int value);

 private:
  kazasu::drivers::FileDescriptor uinput_;
  std::string path_;
};

/// A HID device that the kernel makes for this test (uhid). Skips the test where it cannot.
class MadeHidDevice {
 public:
  explicit MadeHidDevice(const kazasu::Bytes& descriptor);
  [[nodiscard]] const std::string& path() const { return path_; }
  void send(const kazasu::Bytes& report);
  /// The next feature report that the driver sets, its id first; answers it with `error`. Empty if none comes in time.
  kazasu::Bytes next_feature_report(int error);

 private:
  kazasu::drivers::FileDescriptor uhid_;
  std::string path_;
};
