#include "simulators/reader_link.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kazasu::simulators {
namespace {

constexpr std::uint32_t kBodyBytesMax = 64 * 1024;

bool write_all(int descriptor, const std::uint8_t* bytes, std::size_t length) {
  while (length > 0) {
    const ssize_t written = ::send(descriptor, bytes, length, MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    length -= static_cast<std::size_t>(written);
  }
  return true;
}

bool read_all(int descriptor, std::uint8_t* bytes, std::size_t length) {
  while (length > 0) {
    const ssize_t got = ::read(descriptor, bytes, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    length -= static_cast<std::size_t>(got);
  }
  return true;
}

int connect_to(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path, socket.c_str(), socket.size() + 1);
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor >= 0 && ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor);
    return -1;
  }
  return descriptor;
}

}  // namespace

ReaderLink::ReaderLink(const std::string& socket, char purpose) : descriptor_(connect_to(socket)) {
  const auto byte = static_cast<std::uint8_t>(purpose);
  if (descriptor_ >= 0) write_all(descriptor_, &byte, 1);
}

ReaderLink::ReaderLink(ReaderLink&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ReaderLink::~ReaderLink() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ReaderLink::send(std::uint8_t kind, const std::vector<std::uint8_t>& body) {
  const auto length = static_cast<std::uint32_t>(body.size());
  std::vector<std::uint8_t> message{kind, static_cast<std::uint8_t>(length >> 24), static_cast<std::uint8_t>(length >> 16),
                                    static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
  message.insert(message.end(), body.begin(), body.end());
  return write_all(descriptor_, message.data(), message.size());
}

bool ReaderLink::receive(std::uint8_t& kind, std::vector<std::uint8_t>& body) {
  std::array<std::uint8_t, 5> head;
  if (!read_all(descriptor_, head.data(), head.size())) return false;
  kind = head[0];
  const std::uint32_t length = static_cast<std::uint32_t>(head[1]) << 24 | static_cast<std::uint32_t>(head[2]) << 16 |
                               static_cast<std::uint32_t>(head[3]) << 8 | head[4];
  if (length > kBodyBytesMax) return false;
  body.resize(length);
  return read_all(descriptor_, body.data(), length);
}

bool ReaderLink::receive(std::vector<std::uint8_t>& body) {
  std::uint8_t kind = 0;
  return receive(kind, body);
}

}  // namespace kazasu::simulators
