#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "integration/member_card.hpp"
#include "kazasu/drivers/libnfc/libnfc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/pn532_line.hpp"

/// A simulated PN532 on a pty, and kazasu's libnfc reader on it.
class LibnfcBench {
 public:
  /// Looks for every technology unless methods are given.
  explicit LibnfcBench(std::vector<kazasu::IdentificationMethod> methods = {}) : methods_(std::move(methods)) {}

  kazasu::simulators::Pn532Line& chip() { return chip_; }
  Sensed& sensed() { return sensed_; }
  kazasu::CardReader& device() { return *device_; }

  /// Opens and starts the reader without waiting for anything.
  void start(const std::filesystem::path& trace_directory = {});
  /// The same, and takes its `ready`.
  void start_ready(const std::filesystem::path& trace_directory = {});

 private:
  std::vector<kazasu::IdentificationMethod> methods_;
  kazasu::drivers::SystemClock clock_;
  kazasu::drivers::SystemEntropy entropy_;
  Sensed sensed_;
  kazasu::simulators::Pn532Line chip_;
  std::unique_ptr<kazasu::CardReader> device_;  ///< stops first
};
