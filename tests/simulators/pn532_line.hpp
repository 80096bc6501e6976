#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "simulated/pn532_chip.hpp"
#include "temporary_folder.hpp"

namespace kazasu::simulators {

/// What goes wrong between host and PN532.
enum class LineFault {
  silence,         ///< no ACK and no answer
  no_answer,       ///< ACK, and then nothing
  wrong_checksum,  ///< of the answer's data
  nack,            ///< NACK instead of ACK
  truncated,       ///< the second half of the answer is missing
  garbage,         ///< bytes that are no frame
  status_bit_7,    ///< InDataExchange's status byte says "NAD present", which makes libnfc abort its process
  empty_ats,       ///< an ISO-DEP card is told with an ATS of length 0, on which libnfc crashes
  card_silent,     ///< status 01
  card_leaves,     ///< torn away with the command on its way
  unplug,          ///< the line is hung up; `replug` brings it back
  kinds
};

/// A PN532 on a serial line, as a pseudo terminal that real libnfc opens: `libnfc:pn532_uart:` and `path()`.
/// Thread: any. Fails by std::system_error: it is test equipment.
class Pn532Line {
 public:
  /// Plugs it in, under a path of its own in the temporary directory.
  Pn532Line();
  /// Plugs it in at `link`, in a directory that exists; an older link there is replaced.
  explicit Pn532Line(std::filesystem::path link);
  ~Pn532Line();
  Pn532Line(const Pn532Line&) = delete;
  Pn532Line& operator=(const Pn532Line&) = delete;

  /// Stays the same when it is unplugged and plugged in again.
  [[nodiscard]] const std::filesystem::path& path() const { return link_; }

  /// Puts cards into the field instead of those that are there.
  void touch(std::vector<std::shared_ptr<Card>> cards);
  void touch(std::shared_ptr<Card> card) { touch(std::vector{std::move(card)}); }
  void remove() { touch(std::vector<std::shared_ptr<Card>>{}); }

  /// Falls on the first command of this code from now on; once, or on each until `heal`.
  void inject(LineFault fault, std::uint8_t at_command, bool lasting = false);
  void heal();

  void unplug();
  void replug();

  /// Time that radio takes: for a command to a card, and for looking for cards in vain. 0 at first.
  void set_air_time(std::chrono::microseconds exchange, std::chrono::microseconds empty_select);

  /// A command that the chip answered.
  struct Served {
    Bytes command;
    std::chrono::steady_clock::time_point came;
    std::chrono::nanoseconds busy;  ///< from its last byte to the answer's first
  };
  /// What chip and card did since the latest touch.
  struct Activity {
    int commands = 0;
    std::vector<Served> since_found;  ///< the look that found a card, and what came after it
  };
  [[nodiscard]] Activity activity() const;

 private:
  struct Fault {
    LineFault kind;
    std::uint8_t at_command;
    bool lasting;
  };

  void plug_in();
  void run();
  bool receive();
  void take_frames();
  void serve(BytesView command);
  void send(BytesView bytes) const;
  void send_answer(Bytes answer, std::optional<LineFault> fault);
  std::optional<LineFault> due_fault(std::uint8_t command);
  void remove_link() const;
  void wake() const;

  std::optional<TemporaryFolder> own_folder_;  ///< none if the link was given
  std::filesystem::path link_;
  int wake_ = -1;

  mutable std::mutex mutex_;  ///< guards what follows
  int master_ = -1;
  int slave_ = -1;  ///< held open, else the master reads EIO while no host is there
  bool stopping_ = false;
  Pn532Chip chip_;
  std::optional<Fault> fault_;
  std::chrono::microseconds exchange_time_{0};
  std::chrono::microseconds empty_select_time_{0};
  Activity activity_;

  Bytes received_;     ///< the thread's own
  Bytes last_answer_;  ///< the thread's own, for NACK

  std::thread thread_;
};

}  // namespace kazasu::simulators
