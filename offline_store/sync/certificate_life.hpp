#pragma once

#include <cstdint>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::sync {

/// From when to when a certificate is good, milliseconds since 1970 UTC.
struct CertificateLife {
  std::int64_t begins_unix_ms = 0;
  std::int64_t ends_unix_ms = 0;
};

/// `key_missing` if it is no certificate.
Result<CertificateLife> certificate_life(std::string_view certificate_pem);

}  // namespace kazasu::sync
