#include "integration/pcsc_bench.hpp"

#include <unistd.h>

#include <cstdlib>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"

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

void PcscBench::start(std::string_view uri) {
  auto opened = drivers::open_pcsc_reader(uri, clock_, entropy_);
  REQUIRE(opened.ok());
  device_ = std::move(*opened);
  REQUIRE(device_->start(sensed_).ok());
}

void PcscBench::start_all() {
  daemon_->start();
  start();
  for (std::size_t i = 0; i < readers_.size(); ++i) expect_notice(DeviceNotice::Kind::ready, sensed_);
}

std::shared_ptr<FelicaLiteSCard> member_card() {
  constexpr std::array<std::uint8_t, 24> kMasterKey{'a', 'l', 'l', ' ', 'm', 'e', 'm', 'b', 'e', 'r', 's', ' ',
                                                    'o', 'f', ' ', 't', 'h', 'e', ' ', 's', 'h', 'o', 'p', '.'};
  return std::make_shared<FelicaLiteSCard>(
      FelicaLiteSCard::with_master_key({.idm = {0x01, 0x2E, 0x3D, 0x4C, 0x5B, 0x6A, 0x79, 0x88},
                                        .format_code = {0x00, 0x01},
                                        .own_id = {'M', 'E', 'M', 'B', '0', '1'},
                                        .card_key_version = 7},
                                       kMasterKey));
}

void expect_proof_of(const FelicaLiteSCard& card, Sensed& sensed) {
  const Sighting sighting = sensed.next_sighting(2s);
  const auto& felica = std::get<FelicaSighting>(sighting.seen);
  CHECK(felica.idm == card.uid());
  CHECK(felica.system_code == 0x88B4);
  REQUIRE(felica.lite_s.has_value());
  auto proved = drivers::verify_lite_s_proof(*felica.lite_s, card.block(0x87));
  REQUIRE(proved.ok());
  CHECK(*proved);
}

DeviceNotice expect_notice(DeviceNotice::Kind kind, Sensed& sensed) {
  DeviceNotice notice = sensed.next_notice(2s);
  INFO(describe(notice.error));
  REQUIRE(notice.kind == kind);
  return notice;
}
