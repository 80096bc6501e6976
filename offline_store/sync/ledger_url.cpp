#include "sync/ledger_url.hpp"

#include <charconv>

namespace kazasu::sync {
namespace {

Result<LedgerUrl> parse(std::string_view url, std::string_view scheme, std::string_view port, const Error& wrong) {
  if (!url.starts_with(scheme)) return wrong;
  std::string_view rest = url.substr(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.find_first_of("/?#@ ") != std::string_view::npos) return wrong;
  // The host of an IPv6 literal stands in brackets, so the last colon after them begins the port.
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    port = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535) return wrong;
  }
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  if (rest.empty()) return wrong;
  return LedgerUrl{std::string{rest}, std::string{port}};
}

}  // namespace

Result<LedgerUrl> parse_ledger_url(std::string_view url) {
  return parse(url, "https://", "443",
               {ErrorCode::configuration_invalid,
                "ledger.url: \"" + std::string{url} + "\" is not https://HOST or https://HOST:PORT"});
}

Result<LedgerUrl> parse_proxy_url(std::string_view url) {
  // Not quoted: what is wrong with it may be a password in it.
  return parse(url, "http://", "80",
               {ErrorCode::configuration_invalid, "ledger.proxy: it is not http://HOST or http://HOST:PORT"});
}

}  // namespace kazasu::sync
