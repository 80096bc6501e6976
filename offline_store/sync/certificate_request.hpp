#pragma once

#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::sync {

/// A PKCS#10 request for the key, PEM. The subject is left to the ledger, which knows the code's terminal.
Result<std::string> make_certificate_request_pem(std::string_view private_key_pem);

}  // namespace kazasu::sync
