#include <catch2/catch_test_macros.hpp>

#include "kazasu/sync/https_transport.hpp"

using namespace kazasu;

namespace {

std::shared_ptr<sync::TlsIdentity> nobody() {
  return std::make_shared<sync::TlsIdentity>("");
}

}  // namespace

TEST_CASE("a ledger's address is https, a host and perhaps a port, and nothing more") {
  const auto error_of = [](const std::string& url) {
    const auto transport = sync::make_https_transport({.url = url, .identity = nobody()});
    return transport.ok() ? std::string{} : transport.error().detail;
  };
  for (const char* wrong : {"", "http://ledger", "https://", "https://ledger:0", "https://ledger:70000",
                            "https://ledger:x", "https://ledger/path", "https://user@ledger", "https://led ger"}) {
    CAPTURE(wrong);
    CHECK(error_of(wrong).find("is not https://") != std::string::npos);
  }
  // A good address gets as far as the authority's certificate, which is not one here.
  CHECK(error_of("https://ledger").find("ledger.ca") != std::string::npos);
  CHECK(error_of("https://[::1]:8443").find("ledger.ca") != std::string::npos);
}

TEST_CASE("a proxy's address is http, a host and perhaps a port, and its error quotes nothing") {
  const auto error_of = [](const std::string& proxy) {
    const auto transport = sync::make_https_transport({.url = "https://ledger", .identity = nobody(), .proxy = proxy});
    return transport.ok() ? std::string{} : transport.error().detail;
  };
  for (const char* wrong :
       {"proxy:3128", "https://proxy:3128", "http://", "http://proxy:0", "http://user:pass@proxy"}) {
    CAPTURE(wrong);
    CHECK(error_of(wrong) == "ledger.proxy: it is not http://HOST or http://HOST:PORT");
  }
  CHECK(error_of("http://proxy:3128").find("ledger.ca") != std::string::npos);
}
