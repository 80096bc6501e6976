#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kazasu/seams/transport.hpp"

namespace kazasu::sync {

/// A terminal's certificate and key, PEM.
struct ClientCertificate {
  std::string certificate_pem;
  std::string private_key_pem;
};

struct HttpsOptions {
  std::string url;                          ///< "https://host:port"
  std::string ca_pem;                       ///< the only authority that is trusted
  std::optional<ClientCertificate> client;  ///< nothing: before enrolment
  std::string proxy{};  ///< "http://host:port": TLS goes through a tunnel of it (HTTP CONNECT); "": directly
};

/// HTTPS over TLS 1.2 or later with one kept-alive connection; bodies travel zstd-compressed both ways.
/// Proxies of the environment are not asked. An address that cannot be used is `configuration_invalid`; connecting
/// happens at the first `send`.
Result<std::unique_ptr<Transport>> make_https_transport(const HttpsOptions& options);

}  // namespace kazasu::sync
