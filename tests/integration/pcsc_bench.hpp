#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "integration/sensed.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "simulators/felica_lite_s_card.hpp"
#include "simulators/private_pcscd.hpp"
#include "simulators/simulated_reader.hpp"

/// A private pcscd with simulated readers, and kazasu's reader on it. One to a process: the PC/SC client library remembers the
/// daemon's socket.
class PcscBench {
 public:
  using Models = std::vector<std::unique_ptr<kazasu::simulators::ReaderModel>>;

  explicit PcscBench(Models models) : daemon_(names(models)) {
    for (std::size_t i = 0; i < models.size(); ++i) {
      readers_.push_back(std::make_unique<kazasu::simulators::SimulatedReader>(std::move(models[i]), daemon_.reader_socket(i)));
    }
    ::setenv("PCSCLITE_CSOCK_NAME", daemon_.client_socket().c_str(), 1);
  }

  static PcscBench sony() { return PcscBench{one(kazasu::simulators::sony_rc_s300())}; }
  static PcscBench acr122u() { return PcscBench{one(kazasu::simulators::acs_acr122u())}; }
  static PcscBench plain() { return PcscBench{one(kazasu::simulators::plain_reader())}; }

  static Models one(std::unique_ptr<kazasu::simulators::ReaderModel> model) {
    Models models;
    models.push_back(std::move(model));
    return models;
  }

  kazasu::simulators::PrivatePcscd& daemon() { return daemon_; }
  kazasu::simulators::SimulatedReader& reader(std::size_t index = 0) { return *readers_[index]; }

  std::unique_ptr<kazasu::CardReader> open(std::string_view uri = "pcsc:*") {
    auto opened = kazasu::drivers::open_pcsc_reader(uri, clock_, entropy_);
    REQUIRE(opened.ok());
    return std::move(*opened);
  }

 private:
  static std::vector<std::string> names(const Models& models) {
    std::vector<std::string> names;
    for (const auto& model : models) names.push_back(model->friendly_name());
    return names;
  }

  kazasu::drivers::SystemClock clock_;
  kazasu::drivers::SystemEntropy entropy_;
  kazasu::simulators::PrivatePcscd daemon_;
  std::vector<std::unique_ptr<kazasu::simulators::SimulatedReader>> readers_;
};
