// The stock virtual reader of Debian's vsmartcard-vpcd, under a pcscd of our own. Its card is a TCP client.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "simulated/reader_model_parts.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;

namespace {

/// Its library; "" if it is not installed.
std::string driver() {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/usr/lib/pcsc/drivers/serial", none}) {
    if (entry.path().filename().string().starts_with("libifdvpcd.so")) return entry.path();
  }
  return {};
}

/// A port that is free now.
std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

/// A card behind vpcd: a 16-bit length and a body; bodies of one byte are the reader's commands.
class VpcdCard {
 public:
  VpcdCard(std::uint16_t port, std::shared_ptr<Card> card) : card_(std::move(card)) {
    line_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto until = std::chrono::steady_clock::now() + 3s;
    while (::connect(line_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      REQUIRE(std::chrono::steady_clock::now() < until);
      std::this_thread::sleep_for(10ms);
    }
    thread_ = std::thread{[this] { run(); }};
  }
  ~VpcdCard() {
    ::shutdown(line_, SHUT_RDWR);
    thread_.join();
    ::close(line_);
  }
  VpcdCard(const VpcdCard&) = delete;
  VpcdCard& operator=(const VpcdCard&) = delete;

 private:
  bool receive(std::uint8_t* to, std::size_t bytes) const {
    for (std::size_t got = 0; got < bytes;) {
      const int now = 1;  // else each APDU waits for a delayed acknowledgement
      ::setsockopt(line_, IPPROTO_TCP, TCP_QUICKACK, &now, sizeof now);
      const ssize_t came = ::recv(line_, to + got, bytes - got, 0);
      if (came <= 0) return false;
      got += static_cast<std::size_t>(came);
    }
    return true;
  }

  void run() {
    constexpr std::uint8_t kPowerOn = 1, kReset = 2, kAtr = 4;
    for (;;) {
      std::array<std::uint8_t, 2> length{};
      if (!receive(length.data(), length.size())) return;
      Bytes body(static_cast<std::size_t>(length[0] << 8 | length[1]));
      if (!receive(body.data(), body.size())) return;
      Bytes answer;
      if (body.size() == 1) {
        if (body[0] == kPowerOn || body[0] == kReset) card_->power_up();
        if (body[0] != kAtr) continue;
        answer = standard_atr(*card_);
      } else {
        answer = answer_standard(body, *card_).value_or(with_status({}, kStatusUnsupported));
      }
      Bytes packet{static_cast<std::uint8_t>(answer.size() >> 8), static_cast<std::uint8_t>(answer.size() & 0xFF)};
      packet.insert(packet.end(), answer.begin(), answer.end());
      if (::send(line_, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) return;
    }
  }

  std::shared_ptr<Card> card_;
  int line_ = -1;
  std::thread thread_;
};

}  // namespace

TEST_CASE("Cards behind the stock vpcd driver are seen and missed") {
  if (driver().empty()) SKIP("vsmartcard-vpcd is not installed");
  const std::uint16_t port = free_port();
  PcscBench bench{StockDriver{"Virtual PCD", driver(), "/dev/null:" + std::to_string(port), port}};
  bench.daemon().start();
  bench.start("pcsc:Virtual PCD 00 00");
  expect_notice(Kind::ready, bench.sensed());
  const auto tag = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6});
  for (int touch = 0; touch < 2; ++touch) {
    {
      VpcdCard card{port, tag};
      CHECK(std::get<UidSighting>(bench.sensed().next_sighting(3s).seen).uid == tag->uid());
    }
    CHECK(bench.sensed().next_notice(3s).kind == Kind::card_removed);
  }
}
