#include "simulators/simulated_reader.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "simulators/reader_link.hpp"

namespace kazasu::simulators {
namespace {

constexpr std::chrono::milliseconds kHandTime{20};

}  // namespace

SimulatedReader::SimulatedReader(std::string name, std::unique_ptr<ReaderDialect> dialect, const std::filesystem::path& directory)
    : name_(std::move(name)), dialect_(std::move(dialect)), socket_(directory / (std::to_string(std::hash<std::string>{}(name_)) + ".reader")) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.string().size() >= sizeof address.sun_path) throw std::runtime_error("the simulated reader's socket path is too long");
  std::strcpy(address.sun_path, socket_.c_str());
  ::unlink(socket_.c_str());
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0 || ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 8) != 0) {
    throw std::runtime_error("the simulated reader's socket cannot be made");
  }
  acceptor_ = std::thread{[this] { accept_connections(); }};
}

SimulatedReader::~SimulatedReader() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  std::vector<std::thread> servers;
  {
    const std::lock_guard lock{mutex_};
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    servers = std::move(servers_);
  }
  for (std::thread& server : servers) server.join();
  for (const int connection : event_connections_) ::close(connection);
  ::close(listener_);
  ::unlink(socket_.c_str());
}

void SimulatedReader::touch(std::shared_ptr<SimulatedCard> card) {
  {
    const std::lock_guard lock{mutex_};
    card->power_cycle();
    card_ = std::move(card);
    apdus_ = 0;
    tell_event();
  }
}

void SimulatedReader::remove() {
  {
    const std::lock_guard lock{mutex_};
    card_.reset();
    tell_event();
  }
  // pcscd must see the absence before the next card comes; no hand is faster.
  std::this_thread::sleep_for(kHandTime);
}

void SimulatedReader::fail_next(ReaderFault fault) {
  const std::lock_guard lock{mutex_};
  faults_.push_back(fault);
}

void SimulatedReader::tell_event() {
  const std::uint8_t byte = 1;
  for (const int connection : event_connections_) (void)::send(connection, &byte, 1, MSG_NOSIGNAL);
}

void SimulatedReader::accept_connections() {
  while (!ending_) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    std::uint8_t purpose = 0;
    if (::read(connection, &purpose, 1) != 1) {
      ::close(connection);
      continue;
    }
    const std::lock_guard lock{mutex_};
    if (purpose == 'E') {
      event_connections_.push_back(connection);
    } else {
      connections_.push_back(connection);
      servers_.emplace_back([this, connection] { serve(connection); });
    }
  }
}

void SimulatedReader::serve(int descriptor) {
  ReaderLink link{descriptor};
  std::uint8_t request = 0;
  std::vector<std::uint8_t> body;
  while (link.receive(request, body)) {
    if (!link.answer(answer(request, body))) break;
  }
  const std::lock_guard lock{mutex_};
  std::erase(connections_, descriptor);
}

std::vector<std::uint8_t> SimulatedReader::answer(std::uint8_t request, const std::vector<std::uint8_t>& body) {
  const std::lock_guard lock{mutex_};
  switch (static_cast<ReaderRequest>(request)) {
    case ReaderRequest::presence: return {static_cast<std::uint8_t>(card_ ? 1 : 0)};
    case ReaderRequest::atr:
    case ReaderRequest::power_up: return card_ ? card_->atr() : Bytes{};
    case ReaderRequest::power_down:
      if (card_) card_->power_cycle();
      return {};
    case ReaderRequest::transmit: return transmit(body);
  }
  return {};
}

/// First byte: whether the card is still there; then its answer.
std::vector<std::uint8_t> SimulatedReader::transmit(const std::vector<std::uint8_t>& apdu) {
  if (!card_) return {0};
  ++apdus_;
  Bytes answer = dialect_->transmit(apdu, *card_);
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i].at_apdu != apdus_) continue;
    const ReaderFault fault = faults_[i];
    faults_.erase(faults_.begin() + static_cast<std::ptrdiff_t>(i));
    if (fault.kind == ReaderFault::Kind::tear) {
      card_.reset();
      tell_event();
      return {0};
    }
    answer = fault.kind == ReaderFault::Kind::garbage ? Bytes{0x00, 0xFF, 0x13, 0x37, 0x90, 0x00}
                                                      : Bytes{answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(answer.size() / 2)};
    break;
  }
  answer.insert(answer.begin(), 1);
  return answer;
}

}  // namespace kazasu::simulators
