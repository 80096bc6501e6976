#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "kazasu/values/bytes.hpp"

namespace kazasu::bench {

/// The least that a program on PC/SC can do with a card: it waits for one, connects, sends these APDUs, and
/// disconnects. What it takes beyond reader and card is the stack's own time.
class BarePcscClient {
 public:
  BarePcscClient(std::string reader, std::vector<Bytes> apdus);
  ~BarePcscClient();
  BarePcscClient(const BarePcscClient&) = delete;
  BarePcscClient& operator=(const BarePcscClient&) = delete;

  /// When the last answer of the latest card came; 0 until `arm` and the next card.
  [[nodiscard]] std::int64_t done_at_ns() const { return done_at_ns_; }
  void arm() { done_at_ns_ = 0; }
  /// Whether it sees no card, and waits for one.
  [[nodiscard]] bool idle() const { return idle_; }

 private:
  void run();
  void serve(std::uintptr_t context);

  const std::string reader_;
  const std::vector<Bytes> apdus_;
  std::atomic<std::int64_t> done_at_ns_{0};
  std::atomic<bool> idle_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace kazasu::bench
