#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// An HTTP proxy on a free port of 127.0.0.1 that opens tunnels (CONNECT) to addresses of this machine, as those of
/// chains do to the world.
class ConnectProxy {
 public:
  ConnectProxy();
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int tunnels() const { return tunnels_; }
  /// From now on every request is answered with 403.
  void forbid() { forbidden_ = true; }
  /// From now on tunnels are opened only to who says so: "Basic …", as of RFC 7617.
  void want(std::string authorization) {
    const std::lock_guard lock{mutex_};
    wanted_ = std::move(authorization);
  }
  /// What the last request asked for: "CONNECT localhost:8443".
  [[nodiscard]] std::string asked() const;

 private:
  void accept_all();
  void serve(int client);

  int listening_ = -1;
  unsigned port_ = 0;
  std::atomic<int> tunnels_{0};
  std::atomic<bool> forbidden_{false};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;  ///< guards what follows
  std::string asked_;
  std::string wanted_;
  std::vector<std::thread> connections_;
  std::thread accepting_;
};
