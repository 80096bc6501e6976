#include "simulators/serial_scanner.hpp"

#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace kazasu::simulators {

SerialScannerSimulator::SerialScannerSimulator(std::filesystem::path link) : link_(std::move(link)) { plug(); }
SerialScannerSimulator::~SerialScannerSimulator() { unplug(); }

void SerialScannerSimulator::plug() {
  char name[128] = {};
  termios raw{};
  ::cfmakeraw(&raw);
  raw.c_cflag |= CREAD | CLOCAL;
  if (::openpty(&master_, &slave_, name, &raw, nullptr) != 0) throw std::runtime_error("no pty can be had");
  std::error_code ignored;
  std::filesystem::remove(link_, ignored);
  std::filesystem::create_symlink(name, link_);
}

void SerialScannerSimulator::unplug() {
  if (master_ < 0) return;
  std::error_code ignored;
  std::filesystem::remove(link_, ignored);
  ::close(std::exchange(slave_, -1));
  ::close(std::exchange(master_, -1));
}

void SerialScannerSimulator::send(BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(master_, bytes.data(), bytes.size());
    if (written <= 0) throw std::runtime_error("the pty takes no bytes");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void SerialScannerSimulator::scan(std::string_view aim_identifier, std::string_view data) {
  send(as_bytes("]" + std::string{aim_identifier} + std::string{data} + "\r"));
}

}  // namespace kazasu::simulators
