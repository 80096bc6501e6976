#pragma once

#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::sync {

struct LedgerUrl {
  std::string host;
  std::string port;
};

/// "https://host[:port]" with nothing after it; `configuration_invalid` otherwise.
Result<LedgerUrl> parse_ledger_url(std::string_view url);
/// "http://host[:port]" (80 without one) of a proxy, likewise. A name or password in it is refused: it would lie in the
/// configuration file and reach messages.
Result<LedgerUrl> parse_proxy_url(std::string_view url);

}  // namespace kazasu::sync
