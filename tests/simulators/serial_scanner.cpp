#include "simulators/serial_scanner.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace kazasu::simulators {
namespace {

namespace fs = std::filesystem;

constexpr int kWriteDeadlineMs = 5'000;

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

}  // namespace

SerialScanner::SerialScanner() : own_folder_(std::in_place), link_(*own_folder_ / "scanner") {
  replug();
}

SerialScanner::SerialScanner(fs::path link) : link_(std::move(link)) {
  replug();
}

SerialScanner::~SerialScanner() {
  unplug();
}

void SerialScanner::scan(std::string_view aim, std::string_view data) {
  raw(std::string{aim} + std::string{data} + '\r');
}

void SerialScanner::raw(BytesView bytes) {
  while (!bytes.empty()) {
    pollfd writable{.fd = line_, .events = POLLOUT, .revents = 0};
    if (poll(&writable, 1, kWriteDeadlineMs) <= 0)
      throw std::system_error{ETIMEDOUT, std::generic_category(), "nobody reads the scanner"};
    const ssize_t written = ::write(line_, bytes.data(), bytes.size());
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) fail("write to the scanner's line");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

Bytes SerialScanner::heard(std::size_t count) {
  constexpr int kPatienceMs = 2'000;
  Bytes bytes;
  pollfd wanted{line_, POLLIN, 0};
  while (bytes.size() < count && ::poll(&wanted, 1, kPatienceMs) > 0) {
    std::uint8_t byte = 0;
    if (::read(line_, &byte, 1) != 1) break;
    bytes.push_back(byte);
  }
  return bytes;
}

void SerialScanner::unplug() {
  if (line_ < 0) return;
  remove_link();
  ::close(std::exchange(line_, -1));
}

void SerialScanner::replug() {
  if (line_ >= 0) return;
  line_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (line_ < 0 || grantpt(line_) != 0 || unlockpt(line_) != 0) fail("posix_openpt");
  // Raw from the beginning: what is sent before a reader has set the line must not be echoed or translated.
  termios line{};
  if (tcgetattr(line_, &line) != 0) fail("tcgetattr");
  cfmakeraw(&line);
  if (tcsetattr(line_, TCSANOW, &line) != 0) fail("tcsetattr");
  std::array<char, 64> name{};
  if (ptsname_r(line_, name.data(), name.size()) != 0) fail("ptsname_r");
  remove_link();
  fs::create_symlink(name.data(), link_);
}

void SerialScanner::remove_link() const {
  std::error_code ignored;
  if (fs::is_symlink(link_, ignored)) fs::remove(link_, ignored);
}

}  // namespace kazasu::simulators
