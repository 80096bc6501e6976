#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "integration/member_card.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/private_pcscd.hpp"
#include "simulators/simulated_reader.hpp"

using ReaderModels = std::vector<std::unique_ptr<kazasu::simulators::ReaderModel>>;

template <class... Models>
ReaderModels readers(Models... models) {
  ReaderModels list;
  (list.push_back(std::move(models)), ...);
  return list;
}

/// A private pcscd with simulated readers, and kazasu's reader on it. Skips the test where there is no pcscd.
class PcscBench {
 public:
  explicit PcscBench(ReaderModels models);
  /// With a driver that the machine has instead.
  explicit PcscBench(const kazasu::simulators::StockDriver& driver);
  ~PcscBench();
  PcscBench(const PcscBench&) = delete;
  PcscBench& operator=(const PcscBench&) = delete;

  kazasu::simulators::PrivatePcscd& daemon() { return *daemon_; }
  kazasu::simulators::SimulatedReader& reader(std::size_t index = 0) { return *readers_[index]; }
  Sensed& sensed() { return sensed_; }

  /// Opens and starts a reader without waiting for anything.
  void start(std::string_view uri = "pcsc:*", const std::filesystem::path& trace_directory = {});
  /// Starts daemon and reader, and takes the `ready` notices of all simulated readers.
  void start_all();
  kazasu::CardReader& device() { return *device_; }

 private:
  void point_clients_here();

  kazasu::drivers::SystemClock clock_;
  kazasu::drivers::SystemEntropy entropy_;
  Sensed sensed_;
  std::unique_ptr<kazasu::simulators::PrivatePcscd> daemon_;
  std::filesystem::path client_socket_;
  std::vector<std::unique_ptr<kazasu::simulators::SimulatedReader>> readers_;
  std::unique_ptr<kazasu::CardReader> device_;  ///< stops first
};
