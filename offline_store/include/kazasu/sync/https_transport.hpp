#pragma once

#include <memory>
#include <string>

#include "kazasu/seams/transport.hpp"
#include "kazasu/sync/tls_identity.hpp"

namespace kazasu::sync {

struct HttpsOptions {
  std::string url;                        ///< "https://host:port"
  std::shared_ptr<TlsIdentity> identity;  ///< whom it trusts and what it shows
  std::string proxy{};        ///< "http://host:port": TLS goes through a tunnel of it (HTTP CONNECT); "": directly
  std::string proxy_login{};  ///< "USER:PASSWORD" for the proxy (Basic, RFC 7617); "": none. Never in an error's detail
};

/// HTTPS over TLS 1.2 or later with one kept-alive connection; bodies travel zstd-compressed both ways.
/// Proxies of the environment are not asked. An address or login that cannot be used is `configuration_invalid`;
/// connecting happens at the first `send`. A certificate that the ledger's TLS refuses, as expired or otherwise, is
/// `not_enrolled`. Where waiting does not help, the error's detail says what does.
Result<std::unique_ptr<Transport>> make_https_transport(const HttpsOptions& options);

}  // namespace kazasu::sync
