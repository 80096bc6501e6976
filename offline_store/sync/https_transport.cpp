#include "kazasu/sync/https_transport.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <utility>

#include "kazasu/proto/zstd.hpp"
#include "sync/ledger_url.hpp"

namespace kazasu::sync {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Stream = beast::ssl_stream<beast::tcp_stream>;

/// No answer of the protocol is larger: a catalog comes in chunks of at most 4 MiB.
constexpr std::uint64_t kAnswerBytesMax = 8ULL * 1024 * 1024;
constexpr std::string_view kBasic = "Basic";
constexpr std::size_t kLoginBytesMax = 512;
/// A terminal that is told to stay away for longer still tries once an hour.
constexpr std::chrono::seconds kRetryAfterMax{3'600};
constexpr std::size_t kPlainBytesMax = 32ULL * 1024 * 1024;

Error unreachable(const LedgerUrl& url, std::string_view doing, const error_code& why) {
  return {ErrorCode::network_unreachable, std::string{doing} + " " + url.host + ":" + url.port + ": " + why.message()};
}

/// What the ledger's TLS says of the certificate that was shown; nothing if `failed` is something else. TLS 1.3 brings
/// it only with the first answer.
std::optional<Error> refusal_of_certificate(const error_code& failed) {
  if (failed.category() != asio::error::get_ssl_category()) return std::nullopt;
  const std::string detail = "the ledger: " + failed.message();
  switch (ERR_GET_REASON(static_cast<unsigned long>(failed.value()))) {
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return Error{ErrorCode::not_enrolled,
                   detail + ": take a one-time code from the ledger (`kazasu-ledger code`) and give it to `enroll`"};
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA: return Error{ErrorCode::not_enrolled, detail};
    default: return std::nullopt;
  }
}

/// HTTP's Basic credentials (RFC 7617) of "USER:PASSWORD", "" of "". An error quotes nothing of it.
Result<std::string> basic_credentials(std::string login) {
  if (login.ends_with('\n')) login.pop_back();
  if (login.empty()) return login;
  const bool printable = std::none_of(login.begin(), login.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (!printable || login.size() > kLoginBytesMax || login.find(':') == std::string::npos || login.starts_with(':')) {
    return Error{ErrorCode::configuration_invalid, "keys/proxy_login: it is not USER:PASSWORD on one line"};
  }
  std::string encoded((login.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(login.data()), static_cast<int>(login.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return "Basic " + encoded;
}

/// In seconds; a date, which needs a right clock on both sides, counts as nothing.
std::chrono::seconds retry_after_of(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size() || seconds < 0) return {};
  return std::min(std::chrono::seconds{seconds}, kRetryAfterMax);
}

Error bad_pem(std::string_view what, const error_code& why) {
  return {ErrorCode::configuration_invalid, std::string{what} + ": " + why.message()};
}

Result<asio::ssl::context> context_for(const TlsIdentity::Shown& shown) {
  asio::ssl::context tls{asio::ssl::context::tls_client};
  error_code failed;
  tls.set_options(
      asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, failed);
  tls.set_verify_mode(asio::ssl::verify_peer, failed);
  tls.add_certificate_authority(asio::buffer(shown.authorities_pem), failed);
  if (failed) return bad_pem("ledger.ca", failed);
  if (shown.client) {
    tls.use_certificate_chain(asio::buffer(shown.client->certificate_pem), failed);
    if (failed) return bad_pem("the terminal's certificate", failed);
    tls.use_private_key(asio::buffer(shown.client->private_key_pem), asio::ssl::context::pem, failed);
    if (failed) return bad_pem("the terminal's key", failed);
  }
  return tls;
}

/// One exchange after the other on the caller's thread: each step starts an asynchronous operation and runs the
/// io_context until it is done, so that a deadline or `cancel` can end it.
class HttpsTransport final : public Transport {
 public:
  HttpsTransport(LedgerUrl url, std::optional<LedgerUrl> proxy, std::string proxy_credentials,
                 std::shared_ptr<TlsIdentity> identity)
      : url_(std::move(url)),
        proxy_(std::move(proxy)),
        proxy_credentials_(std::move(proxy_credentials)),
        identity_(std::move(identity)) {}

  /// What is shown and trusted from here on; the connection of before ends.
  Result<void> take_identity() {
    const std::uint64_t version = identity_->version();
    if (version == identity_version_) return {};
    auto tls = context_for(identity_->shown());
    if (!tls) return tls.error();
    stream_.reset();
    tls_ = std::move(*tls);
    identity_version_ = version;
    return {};
  }

  Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds deadline) override {
    return send_and_use_wait(request, deadline, [] {});
  }

  Result<TransportAnswer> send_and_use_wait(const TransportRequest& request, std::chrono::milliseconds deadline,
                                            const std::function<void()>& meanwhile) override {
    if (cancelled_) return Error{ErrorCode::cancelled, "the transport was cancelled"};
    if (auto taken = take_identity(); !taken) return taken.error();
    io_.restart();
    ended_by_ = ErrorCode::network_unreachable;
    deadline_.expires_after(deadline);
    deadline_.async_wait([this](error_code error) {
      if (!error) end_exchange(ErrorCode::timed_out);
    });
    const bool reused = stream_ != nullptr;
    bool done_meanwhile = false;
    const auto once = [&] {
      if (!std::exchange(done_meanwhile, true)) meanwhile();
    };
    Result<TransportAnswer> answer = exchange(request, once);
    // A server may close an idle connection at any time: such an exchange is tried once more on a new one. Every
    // request of the protocol may be repeated.
    if (!answer && answer.error().code == ErrorCode::network_unreachable && reused &&
        ended_by_ == ErrorCode::network_unreachable && !cancelled_) {
      io_.restart();
      answer = exchange(request, once);
    }
    deadline_.cancel();
    io_.restart();
    io_.poll();
    if (!answer) {
      stream_.reset();
      if (ended_by_ != ErrorCode::network_unreachable)
        return Error{ended_by_, request.method + " " + url_.host + ":" + url_.port};
    }
    return answer;
  }

  void cancel() override {
    cancelled_ = true;
    asio::post(io_, [this] { end_exchange(ErrorCode::cancelled); });
  }

 private:
  void end_exchange(ErrorCode reason) {
    ended_by_ = reason;
    resolver_.cancel();
    if (stream_) beast::get_lowest_layer(*stream_).close();
  }

  /// Runs until `done`; the operation's handler sets it.
  void run_until(const bool& done) {
    while (!done && io_.run_one() > 0) {
    }
  }

  template <class Start>
  error_code await(Start start) {
    error_code result;
    bool done = false;
    start([&](error_code error, auto&&...) {
      result = error;
      done = true;
    });
    run_until(done);
    return result;
  }

  Result<void> connect() {
    asio::ip::tcp::resolver::results_type addresses;
    error_code failed;
    bool done = false;
    const LedgerUrl& first = proxy_ ? *proxy_ : url_;
    resolver_.async_resolve(first.host, first.port, [&](error_code error, auto results) {
      failed = error;
      addresses = std::move(results);
      done = true;
    });
    run_until(done);
    if (failed) return unreachable(first, proxy_ ? "looking up the proxy" : "looking up", failed);
    stream_ = std::make_unique<Stream>(io_, tls_);
    if (SSL_set_tlsext_host_name(stream_->native_handle(), url_.host.c_str()) != 1) {
      return Error{ErrorCode::configuration_invalid, "ledger.url: the host cannot be a TLS server name"};
    }
    stream_->set_verify_callback(asio::ssl::host_name_verification(url_.host));
    failed =
        await([&](auto handler) { beast::get_lowest_layer(*stream_).async_connect(addresses, std::move(handler)); });
    if (failed) return unreachable(first, proxy_ ? "connecting to the proxy" : "connecting to", failed);
    if (proxy_) {
      if (auto opened = open_tunnel(); !opened) return opened;
    }
    failed = await([&](auto handler) { stream_->async_handshake(asio::ssl::stream_base::client, std::move(handler)); });
    if (failed) return failed_handshake(failed);
    return {};
  }

  Error failed_handshake(const error_code& failed) {
    if (auto refused = refusal_of_certificate(failed)) return *refused;
    const long verified = SSL_get_verify_result(stream_->native_handle());
    if (verified == X509_V_OK) return unreachable(url_, "TLS with", failed);
    return {ErrorCode::network_unreachable,
            "the certificate of " + url_.host + ":" + url_.port + ": " + X509_verify_cert_error_string(verified)};
  }

  /// Asks the proxy to connect to the ledger (RFC 9110, 9.3.6); from then on its connection carries TLS.
  Result<void> open_tunnel() {
    auto& connection = beast::get_lowest_layer(*stream_);
    const bool literal = url_.host.find(':') != std::string::npos;
    const std::string authority = (literal ? "[" + url_.host + "]" : url_.host) + ":" + url_.port;
    http::request<http::empty_body> request{http::verb::connect, authority, 11};
    request.set(http::field::host, authority);
    if (!proxy_credentials_.empty()) request.set(http::field::proxy_authorization, proxy_credentials_);
    error_code failed = await([&](auto handler) { http::async_write(connection, request, std::move(handler)); });
    if (failed) return unreachable(*proxy_, "asking the proxy", failed);
    beast::flat_buffer buffer;
    http::response_parser<http::empty_body> parser;
    parser.skip(true);  // a tunnel has no body
    failed = await([&](auto handler) { http::async_read_header(connection, buffer, parser, std::move(handler)); });
    if (failed) return unreachable(*proxy_, "asking the proxy", failed);
    const unsigned status = parser.get().result_int();
    if (status / 100 == 2 && buffer.size() == 0) return {};  // a TLS server does not speak first
    const std::string proxy = "the proxy " + proxy_->host + ":" + proxy_->port;
    constexpr unsigned kLoginWanted = 407;
    if (status == kLoginWanted) {
      const bool basic = beast::iequals(
          beast::string_view{parser.get()[http::field::proxy_authenticate]}.substr(0, kBasic.size()), kBasic);
      return Error{ErrorCode::network_unreachable,
                   proxy + (!basic ? " wants a login of a kind other than Basic, which alone is known here"
                            : proxy_credentials_.empty()
                                ? " wants a user and password: put USER:PASSWORD into keys/proxy_login, mode 0600"
                                : " does not take the user and password of keys/proxy_login")};
    }
    return Error{ErrorCode::network_unreachable, proxy + " opens no tunnel: HTTP " + std::to_string(status)};
  }

  Result<TransportAnswer> exchange(const TransportRequest& request, const std::function<void()>& meanwhile) {
    if (!stream_) {
      if (auto connected = connect(); !connected) {
        stream_.reset();
        return connected.error();
      }
    }
    http::request<http::vector_body<std::uint8_t>> message{http::string_to_verb(request.method), request.target, 11};
    message.set(http::field::host, url_.host);
    message.set(http::field::accept_encoding, "zstd");
    message.keep_alive(true);
    if (!request.body.empty()) {
      message.set(http::field::content_type, request.content_type);
      message.set(http::field::content_encoding, "zstd");
      const std::string packed = proto::zstd_compress(as_text(request.body));
      message.body().assign(packed.begin(), packed.end());
    }
    message.prepare_payload();
    error_code failed = await([&](auto handler) { http::async_write(*stream_, message, std::move(handler)); });
    if (failed) return broken("sending to", failed);
    meanwhile();
    beast::flat_buffer buffer;
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.body_limit(kAnswerBytesMax);
    failed = await([&](auto handler) { http::async_read(*stream_, buffer, parser, std::move(handler)); });
    if (failed == http::error::body_limit) {
      stream_.reset();
      return Error{ErrorCode::ledger_answer_invalid, "an answer of more than 8 MiB"};
    }
    if (failed) return broken("reading from", failed);
    auto& answer = parser.get();
    TransportAnswer result{static_cast<int>(answer.result_int()), std::move(answer.body()),
                           retry_after_of(answer[http::field::retry_after])};
    const bool compressed = answer[http::field::content_encoding] == "zstd";
    if (!answer.keep_alive()) stream_.reset();
    if (compressed) {
      auto plain = proto::zstd_decompress(as_text(result.body), kPlainBytesMax);
      if (!plain) return Error{ErrorCode::ledger_answer_invalid, plain.error().detail};
      result.body.assign(plain->begin(), plain->end());
    }
    return result;
  }

  Error broken(std::string_view doing, const error_code& why) {
    stream_.reset();
    if (auto refused = refusal_of_certificate(why)) return *refused;
    return unreachable(url_, doing, why);
  }

  LedgerUrl url_;
  std::optional<LedgerUrl> proxy_;
  std::string proxy_credentials_;
  std::shared_ptr<TlsIdentity> identity_;
  std::uint64_t identity_version_ = 0;  ///< that `tls_` is of
  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  asio::ip::tcp::resolver resolver_{io_};
  asio::steady_timer deadline_{io_};
  std::unique_ptr<Stream> stream_;
  std::atomic<bool> cancelled_{false};
  ErrorCode ended_by_ = ErrorCode::network_unreachable;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_https_transport(const HttpsOptions& options) {
  auto url = parse_ledger_url(options.url);
  if (!url) return url.error();
  std::optional<LedgerUrl> proxy;
  if (!options.proxy.empty()) {
    auto parsed = parse_proxy_url(options.proxy);
    if (!parsed) return parsed.error();
    proxy = std::move(*parsed);
  }
  auto credentials = basic_credentials(options.proxy_login);
  if (!credentials) return credentials.error();
  auto transport =
      std::make_unique<HttpsTransport>(std::move(*url), std::move(proxy), std::move(*credentials), options.identity);
  if (auto taken = transport->take_identity(); !taken) return taken.error();
  return std::unique_ptr<Transport>{std::move(transport)};
}

}  // namespace kazasu::sync
