#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace kazasu::sync {

/// A terminal's certificate and key, PEM.
struct ClientCertificate {
  std::string certificate_pem;
  std::string private_key_pem;
};

/// What transports show of a terminal and whom they trust. It may change while they are in use: each takes it up with
/// its next request, on a new connection. Thread: any.
class TlsIdentity {
 public:
  /// `authorities_pem`: the only authorities that are trusted; `client`: nothing before enrolment.
  explicit TlsIdentity(std::string authorities_pem, std::optional<ClientCertificate> client = std::nullopt)
      : shown_{std::move(authorities_pem), std::move(client)} {}

  struct Shown {
    std::string authorities_pem;
    std::optional<ClientCertificate> client;
  };
  [[nodiscard]] Shown shown() const {
    const std::lock_guard lock{mutex_};
    return shown_;
  }
  /// Rises with every change.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  void show(ClientCertificate client) {
    const std::lock_guard lock{mutex_};
    shown_.client = std::move(client);
    ++version_;
  }

 private:
  mutable std::mutex mutex_;
  Shown shown_;
  std::atomic<std::uint64_t> version_{1};
};

}  // namespace kazasu::sync
