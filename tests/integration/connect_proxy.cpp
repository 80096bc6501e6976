#include "connect_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace {

constexpr int kPollMs = 50;

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

/// The header of a request, up to its empty line.
std::string header_from(int client) {
  std::string header;
  char byte = 0;
  while (header.size() < 8'192 && !header.ends_with("\r\n\r\n") && ::recv(client, &byte, 1, 0) == 1)
    header.push_back(byte);
  return header;
}

}  // namespace

ConnectProxy::ConnectProxy() {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listening_, 16) != 0 ||
      ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the proxy cannot listen");
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread{[this] { accept_all(); }};
}

ConnectProxy::~ConnectProxy() {
  stopping_ = true;
  accepting_.join();
  for (std::thread& connection : connections_) connection.join();
  ::close(listening_);
}

std::string ConnectProxy::asked() const {
  const std::lock_guard lock{mutex_};
  return asked_;
}

void ConnectProxy::accept_all() {
  while (!stopping_) {
    pollfd waiting{listening_, POLLIN, 0};
    if (::poll(&waiting, 1, kPollMs) != 1) continue;
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    connections_.emplace_back([this, client] { serve(client); });
  }
}

void ConnectProxy::serve(int client) {
  const std::string header = header_from(client);
  const std::string target = header.substr(0, header.find(" HTTP/1.1"));
  bool may = true;
  {
    const std::lock_guard lock{mutex_};
    asked_ = target;
    may = wanted_.empty() || header.find("\r\nProxy-Authorization: " + wanted_ + "\r\n") != std::string::npos;
  }
  const std::size_t colon = target.rfind(':');
  int ledger = -1;
  if (may && !forbidden_ && target.starts_with("CONNECT ") && colon != std::string::npos) {
    ledger = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(static_cast<unsigned>(std::stoul(target.substr(colon + 1))));
    if (::connect(ledger, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(ledger);
      ledger = -1;
    }
  }
  const std::string answer = ledger >= 0  ? "HTTP/1.1 200 Connection established\r\n\r\n"
                             : !may       ? "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                            "Proxy-Authenticate: Basic realm=\"shops\"\r\nContent-Length: 0\r\n\r\n"
                             : forbidden_ ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                          : "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
  bool open = send_all(client, answer.data(), answer.size()) && ledger >= 0;
  if (open) ++tunnels_;
  std::array<char, 16'384> bytes{};
  while (open && !stopping_) {
    std::array<pollfd, 2> ends{{{client, POLLIN, 0}, {ledger, POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), kPollMs) < 0) break;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t got = ::recv(ends[i].fd, bytes.data(), bytes.size(), 0);
      open = open && got > 0 && send_all(ends[1 - i].fd, bytes.data(), static_cast<std::size_t>(got));
    }
  }
  if (ledger >= 0) ::close(ledger);
  ::close(client);
}
