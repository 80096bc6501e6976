#include "kazasu/ledger/server.hpp"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <vector>

#include "http/connection.hpp"

namespace kazasu::ledger {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr unsigned kIoThreads = 2;
constexpr std::chrono::milliseconds kPollStopping{5};
constexpr std::chrono::milliseconds kPauseAfterAcceptError{100};

Result<void> configure_tls(asio::ssl::context& tls, const ServerIdentity& identity) {
  error_code failed;
  const auto check = [&](const char* what) -> Result<void> {
    if (failed) return Error{ErrorCode::key_missing, std::string{what} + ": " + failed.message()};
    return {};
  };
  tls.use_certificate_chain(asio::buffer(identity.certificate_pem), failed);
  if (auto ok = check("the server's certificate"); !ok) return ok;
  tls.use_private_key(asio::buffer(identity.private_key_pem), asio::ssl::context::pem, failed);
  if (auto ok = check("the server's key"); !ok) return ok;
  tls.add_certificate_authority(asio::buffer(identity.authority_pem), failed);
  if (auto ok = check("the authority's certificate"); !ok) return ok;
  // A certificate is asked for; without one only enrolment is open. A wrong one ends the handshake.
  tls.set_verify_mode(asio::ssl::verify_peer, failed);
  if (auto ok = check("client verification"); !ok) return ok;
  if (SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION) != 1)
    return Error{ErrorCode::internal, "TLS 1.2 is not to be had"};
  // Sessions are resumed only for this server's certificate check (required with client certificates,
  // SSL_CTX_set_session_id_context(3)).
  static constexpr unsigned char kSessions[] = "kazasu-ledger";
  SSL_CTX_set_session_id_context(tls.native_handle(), kSessions, sizeof(kSessions) - 1);
  return {};
}

class HttpsServer final : public Server {
 public:
  HttpsServer(ServerOptions options, Ledger& ledger, Clock& clock)
      : options_(std::move(options)),
        routes_(ledger, clock),
        workers_(options_.threads),
        accepting_(asio::make_strand(io_)),
        acceptor_(accepting_) {}
  ~HttpsServer() override { stop(); }

  Result<void> listen(const ServerIdentity& identity) {
    if (auto configured = configure_tls(tls_, identity); !configured) return configured;
    error_code failed;
    const auto address = asio::ip::make_address(options_.address, failed);
    if (failed) return Error{ErrorCode::invalid_argument, "address: not an IP address"};
    const tcp::endpoint endpoint{address, options_.port};
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) port_ = acceptor_.local_endpoint(failed).port();
    if (failed) return Error{ErrorCode::invalid_argument, "port: cannot listen: " + failed.message()};
    asio::co_spawn(accepting_, accept(), asio::detached);
    for (unsigned i = 0; i < kIoThreads; ++i) io_threads_.emplace_back([this] { io_.run(); });
    return {};
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  void stop() override {
    if (stopping_.exchange(true)) return;
    asio::post(accepting_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
    });
    const auto deadline = std::chrono::steady_clock::now() + options_.write_timeout;
    while (busy_ > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kPollStopping);
    workers_.join();
    io_.stop();
    for (std::thread& thread : io_threads_) thread.join();
  }

 private:
  asio::awaitable<void> accept() {
    error_code failed;
    while (!stopping_) {
      tcp::socket socket{asio::make_strand(io_)};
      co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
      if (stopping_) co_return;
      if (failed) {
        spdlog::warn("a connection cannot be accepted: {}", failed.message());
        asio::steady_timer pause{accepting_, kPauseAfterAcceptError};
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
        continue;
      }
      if (connections_ >= static_cast<int>(options_.connections_max)) {
        spdlog::warn("a connection is turned away: there are {} already", options_.connections_max);
        continue;
      }
      ++connections_;
      const auto executor = socket.get_executor();
      asio::co_spawn(executor, serve_connection(std::move(socket), context_), [this](const std::exception_ptr& thrown) {
        --connections_;
        if (thrown) spdlog::error("a connection ended by an exception");
      });
    }
  }

  ServerOptions options_;
  Routes routes_;
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  std::atomic<bool> stopping_{false};
  std::atomic<int> busy_{0};
  std::atomic<int> connections_{0};
  asio::thread_pool workers_;
  ConnectionContext context_{options_, tls_, workers_, routes_, stopping_, busy_};
  asio::io_context io_;  // after what its coroutines use: it is destroyed first, and they with it
  asio::strand<asio::io_context::executor_type> accepting_;
  tcp::acceptor acceptor_;
  std::vector<std::thread> io_threads_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const ServerIdentity& identity,
                                              Ledger& ledger, Clock& clock) {
  try {
    auto server = std::make_unique<HttpsServer>(options, ledger, clock);
    if (auto listening = server->listen(identity); !listening) return listening.error();
    return std::unique_ptr<Server>{std::move(server)};
  } catch (const std::exception& failure) {
    return Error{ErrorCode::internal, std::string{"the server cannot start: "} + failure.what()};
  }
}

}  // namespace kazasu::ledger
