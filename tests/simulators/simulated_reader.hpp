#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "kazasu/drivers/simulated/card.hpp"
#include "kazasu/drivers/simulated/reader_model.hpp"
#include "simulators/reader_channel.hpp"

namespace kazasu::simulators {

/// What goes wrong between reader and card.
enum class FaultKind {
  card_leaves,    ///< torn away: the reader says that there is no card
  gone_falsely,   ///< the reader says that there is no card, once; but there is
  empty_success,  ///< torn away: the reader says "success" with no bytes, as some drivers do
  damaged,        ///< one bit of the answer is wrong
  truncated,      ///< the second half of the answer is missing
  garbage,        ///< the answer is something else altogether
  silent,         ///< no answer until the card is taken away
};

struct Fault {
  FaultKind kind = FaultKind::card_leaves;
  int at_apdu = 1;       ///< the first APDU of a touch is 1
  bool lasting = false;  ///< also every APDU after that one, until the card is taken away
};

/// A contactless reader on PC/SC with nothing behind it but this process: give pcscd its socket (PrivatePcscd does) and
/// put cards on it. It may be made before or after the daemon, and either may restart. Thread: any; each call is done
/// when it returns, but the daemon sees it a fraction of a millisecond later. Fails by std::system_error: it is test
/// equipment.
class SimulatedReader {
 public:
  /// Listens at `socket`; an older socket there is replaced.
  SimulatedReader(std::unique_ptr<ReaderModel> model, std::filesystem::path socket);
  ~SimulatedReader();
  SimulatedReader(const SimulatedReader&) = delete;
  SimulatedReader& operator=(const SimulatedReader&) = delete;

  /// Puts a card on the reader; one that lay there is taken away first.
  void touch(std::shared_ptr<Card> card);
  /// Takes the card away. Faults end with it.
  void remove();
  /// Takes effect at the next APDU that it names; counted from the latest touch.
  void inject(Fault fault);

  /// Pulls the reader's plug: pcscd finds that it does not answer, until `replug`. (It goes on listing the name, which
  /// it drops for USB readers only.)
  void unplug();
  void replug();

  /// Whether pcscd's driver lets escape commands through to the reader: it does at first.
  void set_escape(bool lets_through);

  /// Adds the time that radio takes to each APDU; 0 at first.
  void set_air_time(std::chrono::microseconds time);

  /// What reader and card did since the latest touch.
  struct Activity {
    int apdus = 0;
    std::chrono::nanoseconds busy{0};  ///< from an APDU's arrival here to its answer
  };
  [[nodiscard]] Activity activity() const;

 private:
  struct Answer {
    channel::Outcome outcome = channel::Outcome::ok;
    Bytes bytes;
  };

  void run();
  void accept_connection();
  bool serve_command();
  Answer execute(channel::Command command, BytesView bytes);
  Answer power_up();
  Answer transmit(BytesView apdu);
  Answer escape(BytesView command);
  Answer spoil(Bytes answer, FaultKind kind);
  std::optional<FaultKind> due_fault();
  void show(channel::Presence presence);
  void take_away();

  const std::unique_ptr<ReaderModel> model_;
  const std::filesystem::path socket_;
  int listener_ = -1;
  int wake_ = -1;
  int commands_ = -1;  ///< the thread's own

  mutable std::mutex mutex_;  ///< guards what follows
  std::condition_variable card_gone_;
  int events_ = -1;
  std::shared_ptr<Card> card_;
  bool unplugged_ = false;
  bool lets_escapes_through_ = true;
  bool stopping_ = false;
  std::optional<Fault> fault_;
  std::chrono::microseconds air_time_{0};
  Activity activity_;

  std::thread thread_;
};

}  // namespace kazasu::simulators
