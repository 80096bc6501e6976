#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/result.hpp"

/// The development authority: X.509 certificates over P-256 keys. Times are milliseconds since 1970.
namespace kazasu::ledger {

struct KeyAndCertificate {
  std::string private_key_pem;
  std::string certificate_pem;
};

/// What signs.
struct Issuer {
  std::string_view private_key_pem;
  std::string_view certificate_pem;
};

/// A self-signed authority, good for ten years.
Result<KeyAndCertificate> make_authority(std::int64_t now_unix_ms, Entropy& entropy);

/// A server's key and certificate for host names and addresses, good for two years.
Result<KeyAndCertificate> issue_server_certificate(const Issuer& issuer, const std::vector<std::string>& hosts,
                                                   std::int64_t now_unix_ms, Entropy& entropy);

/// A terminal's certificate, good for `life`, whose common name is the terminal's; the request's own name counts for
/// nothing. `enrollment_refused` unless the request is signed by the P-256 key that it is for.
Result<std::string> issue_terminal_certificate(const Issuer& issuer, std::string_view certificate_request_pem,
                                               const std::string& terminal, std::chrono::seconds life,
                                               std::int64_t now_unix_ms, Entropy& entropy);

}  // namespace kazasu::ledger
