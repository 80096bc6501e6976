#include "integration/pcsc_bench.hpp"

#include <unistd.h>

#include <cstdlib>

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;

PcscBench::PcscBench(ReaderModels models) {
  if (!PrivatePcscd::installed()) SKIP("pcscd is not installed");
  std::vector<std::string> names;
  for (const auto& model : models) names.push_back(model->friendly_name());
  daemon_ = std::make_unique<PrivatePcscd>(names);
  for (std::size_t i = 0; i < models.size(); ++i) {
    readers_.push_back(std::make_unique<SimulatedReader>(std::move(models[i]), daemon_->reader_socket(i)));
  }
  point_clients_here();
}

PcscBench::PcscBench(const StockDriver& driver) {
  if (!PrivatePcscd::installed()) SKIP("pcscd is not installed");
  daemon_ = std::make_unique<PrivatePcscd>(driver);
  point_clients_here();
}

void PcscBench::point_clients_here() {
  // The client library remembers the path for the life of the process, so it stays the same from bench to bench.
  client_socket_ = std::filesystem::temp_directory_path() / ("kazasu-client-" + std::to_string(::getpid()));
  std::filesystem::remove(client_socket_);
  std::filesystem::create_symlink(daemon_->client_socket(), client_socket_);
  ::setenv("PCSCLITE_CSOCK_NAME", client_socket_.c_str(), 1);
}

PcscBench::~PcscBench() {
  device_.reset();  // stopping it takes the client's path
  std::error_code ignored;
  std::filesystem::remove(client_socket_, ignored);
}

void PcscBench::start(std::string_view uri, const std::filesystem::path& trace_directory) {
  auto opened = drivers::open_pcsc_reader(uri, clock_, entropy_, trace_directory);
  REQUIRE(opened.ok());
  device_ = std::move(*opened);
  REQUIRE(device_->start(sensed_).ok());
}

void PcscBench::start_all() {
  daemon_->start();
  start();
  for (std::size_t i = 0; i < readers_.size(); ++i) expect_notice(DeviceNotice::Kind::ready, sensed_);
}
