#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>

#include "http/routes.hpp"
#include "kazasu/ledger/server.hpp"

namespace kazasu::ledger {

/// What connections share; outlives them.
struct ConnectionContext {
  const ServerOptions& options;
  boost::asio::ssl::context& tls;
  boost::asio::thread_pool& workers;  ///< where requests are worked on: the ledger blocks
  Routes& routes;
  std::atomic<bool>& stopping;
  std::atomic<int>& busy;  ///< requests that were read and not yet answered
};

/// Serves one connection until either side ends it.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, ConnectionContext& context);

}  // namespace kazasu::ledger
