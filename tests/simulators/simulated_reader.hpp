#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "simulators/reader_dialect.hpp"
#include "simulators/simulated_card.hpp"

namespace kazasu::simulators {

/// What goes wrong at one APDU after a touch, counted from 1.
struct ReaderFault {
  enum class Kind {
    tear,      ///< the card leaves instead of answering
    garbage,   ///< bytes that are no answer
    truncate,  ///< the answer without its second half
  };
  Kind kind = Kind::tear;
  int at_apdu = 1;
};

/// The far side of the reader driver: a reader model with at most one card on it. Serves until it is destroyed; both pcscd
/// and this may be restarted by themselves.
class SimulatedReader {
 public:
  /// `name` is what clients see; it decides which dialect they speak.
  SimulatedReader(std::string name, std::unique_ptr<ReaderDialect> dialect, const std::filesystem::path& directory);
  ~SimulatedReader();
  SimulatedReader(const SimulatedReader&) = delete;
  SimulatedReader& operator=(const SimulatedReader&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::filesystem::path& socket() const { return socket_; }

  void touch(std::shared_ptr<SimulatedCard> card);
  void remove();
  /// Takes effect once, at the next card.
  void fail_next(ReaderFault fault);

 private:
  void accept_connections();
  void serve(int descriptor);
  std::vector<std::uint8_t> answer(std::uint8_t request, const std::vector<std::uint8_t>& body);
  std::vector<std::uint8_t> transmit(const std::vector<std::uint8_t>& apdu);
  void tell_event();

  std::string name_;
  std::unique_ptr<ReaderDialect> dialect_;
  std::filesystem::path socket_;
  int listener_ = -1;
  std::atomic<bool> ending_{false};

  std::mutex mutex_;  ///< guards all below
  std::shared_ptr<SimulatedCard> card_;
  std::vector<int> event_connections_;
  std::vector<int> connections_;
  std::vector<std::thread> servers_;
  std::vector<ReaderFault> faults_;
  int apdus_ = 0;

  std::thread acceptor_;
};

}  // namespace kazasu::simulators
