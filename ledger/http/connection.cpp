#include "http/connection.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <memory>
#include <vector>

namespace kazasu::ledger {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Stream = beast::ssl_stream<beast::tcp_stream>;
using Parser = http::request_parser<http::string_body>;

constexpr std::chrono::seconds kHandshakeTimeout{10};
constexpr std::uint32_t kHeaderBytesMax = 16 * 1024;
constexpr std::chrono::seconds kDrainTimeout{5};
constexpr std::chrono::seconds kAlertTimeout{2};
constexpr std::size_t kDrainBytesMax = 64 * 1024 * 1024;
constexpr std::size_t kDrainStepBytes = 64 * 1024;
constexpr unsigned kHttp11 = 11;

/// Who the verified certificate names; nothing if none was shown or it names nobody.
std::optional<Client> client_of(SSL* session) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(session), &X509_free};
  if (!certificate || SSL_get_verify_result(session) != X509_V_OK) return std::nullopt;
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return std::nullopt;
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (length < 0) return std::nullopt;
  Client client;
  client.terminal.assign(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
  OPENSSL_free(text);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{BIO_new(BIO_s_mem()), &BIO_free};
  if (PEM_write_bio_PUBKEY(bio.get(), X509_get0_pubkey(certificate.get())) != 1) return std::nullopt;
  char* pem = nullptr;
  const long pem_length = BIO_get_mem_data(bio.get(), &pem);
  client.public_key_pem.assign(pem, static_cast<std::size_t>(pem_length));
  return client;
}

HttpRequest request_from(http::request<http::string_body>&& message, const std::string& address,
                         const std::optional<Client>& client) {
  HttpRequest request;
  request.method = message.method_string();
  request.target = message.target();
  request.content_type = message[http::field::content_type];
  request.content_encoding = message[http::field::content_encoding];
  request.accepts_zstd = http::token_list{message[http::field::accept_encoding]}.exists("zstd");
  request.body = std::move(message.body());
  request.address = address;
  request.client = client;
  return request;
}

http::response<http::string_body> response_from(HttpAnswer&& answer, unsigned version, bool keep_alive) {
  http::response<http::string_body> response{static_cast<http::status>(answer.status), version};
  response.set(http::field::server, "kazasu-ledger");
  response.set(http::field::cache_control, "no-store");
  if (!answer.body.empty()) {
    response.set(http::field::content_type, answer.is_file ? "application/octet-stream" : "application/x-protobuf");
  }
  if (answer.compressed) response.set(http::field::content_encoding, "zstd");
  if (answer.retry_after_s > 0) response.set(http::field::retry_after, std::to_string(answer.retry_after_s));
  response.body() = std::move(answer.body);
  response.keep_alive(keep_alive);
  response.prepare_payload();
  return response;
}

/// Counts a request as under way.
class Busy {
 public:
  explicit Busy(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Busy() { --count_; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  std::atomic<int>& count_;
};

/// What is told to a peer whose request cannot be read; nothing if it is gone or was read.
std::optional<HttpAnswer> refusal_of(const error_code& failed) {
  if (failed == http::error::body_limit) return error_answer({ErrorCode::limit_exceeded, "body: more than 16 MiB"});
  if (failed == http::error::end_of_stream || failed == http::error::partial_message) return std::nullopt;
  const bool not_http = failed && failed.category() == http::make_error_code(http::error::bad_method).category();
  if (not_http) return error_answer({ErrorCode::message_invalid, "the request is not HTTP/1.1"});
  return std::nullopt;
}

// Operands of co_await are named variables: g++ 12 destroys temporaries with braces in them twice.
class Connection {
 public:
  Connection(asio::ip::tcp::socket socket, ConnectionContext& context)
      : context_(context), stream_(std::move(socket), context.tls) {}

  asio::awaitable<void> run() {
    error_code failed;
    const auto peer = beast::get_lowest_layer(stream_).socket().remote_endpoint(failed);
    if (failed) co_return;
    address_ = peer.address().to_string();
    beast::get_lowest_layer(stream_).expires_after(kHandshakeTimeout);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, failed));
    if (failed) co_return co_await let_alert_arrive();
    client_ = client_of(stream_.native_handle());
    while (!context_.stopping && co_await exchange()) {
    }
    if (refused_) co_await drain();
    beast::get_lowest_layer(stream_).expires_after(kHandshakeTimeout);
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, failed));
  }

 private:
  /// One request and its answer; whether another may follow.
  asio::awaitable<bool> exchange() {
    error_code failed;
    Parser parser;
    parser.header_limit(kHeaderBytesMax);
    parser.body_limit(kBodyBytesMax);
    beast::get_lowest_layer(stream_).expires_after(context_.options.read_timeout);
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, failed));
    if (auto refusal = refusal_of(failed)) {
      refused_ = true;
      co_return co_await write(std::move(*refusal), kHttp11, false);
    }
    if (failed) co_return false;
    const Busy busy{context_.busy};
    const unsigned version = parser.get().version();
    const bool keep_alive = parser.get().keep_alive() && !context_.stopping;
    const HttpRequest request = request_from(parser.release(), address_, client_);
    // The work waits for disks and other requests: not on a thread that moves bytes.
    beast::get_lowest_layer(stream_).expires_never();
    auto work = [this, &request]() -> asio::awaitable<HttpAnswer> { co_return context_.routes.answer(request); };
    HttpAnswer answer = co_await asio::co_spawn(context_.workers, work, asio::use_awaitable);
    co_return co_await write(std::move(answer), version, keep_alive);
  }

  /// Reads on for a while what the peer is still sending: closing on it would reset the connection, and the peer would
  /// not read why it was refused.
  asio::awaitable<void> drain() {
    error_code failed;
    std::vector<char> nothing(kDrainStepBytes);
    beast::get_lowest_layer(stream_).expires_after(kDrainTimeout);
    for (std::size_t drained = 0; !failed && drained < kDrainBytesMax;) {
      drained +=
          co_await stream_.async_read_some(asio::buffer(nothing), asio::redirect_error(asio::use_awaitable, failed));
    }
  }

  /// TLS has said why it refuses the peer. A peer of TLS 1.3 takes its certificate for accepted and has sent its
  /// request already: closing on it would reset the connection, and the peer would not hear.
  asio::awaitable<void> let_alert_arrive() {
    error_code failed;
    auto& connection = beast::get_lowest_layer(stream_);
    connection.socket().shutdown(asio::socket_base::shutdown_send, failed);
    std::vector<char> nothing(kDrainStepBytes);
    connection.expires_after(kAlertTimeout);
    for (std::size_t drained = 0; !failed && drained < kBodyBytesMax;) {
      drained +=
          co_await connection.async_read_some(asio::buffer(nothing), asio::redirect_error(asio::use_awaitable, failed));
    }
  }

  asio::awaitable<bool> write(HttpAnswer answer, unsigned version, bool keep_alive) {
    error_code failed;
    auto response = response_from(std::move(answer), version, keep_alive);
    beast::get_lowest_layer(stream_).expires_after(context_.options.write_timeout);
    co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, failed));
    co_return !failed && keep_alive;
  }

  ConnectionContext& context_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::string address_;
  std::optional<Client> client_;
  bool refused_ = false;
};

}  // namespace

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, ConnectionContext& context) {
  Connection connection{std::move(socket), context};
  co_await connection.run();
}

}  // namespace kazasu::ledger
