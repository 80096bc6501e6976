#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::bench {

/// The commands of a touch, by the look that found the card, which is the first of them.
using Dialogues = std::map<Bytes, std::vector<Bytes>>;

/// The least that a program on libnfc can do with a card, in a process of its own (bare_libnfc/main.cpp): it looks by
/// the same plan, and sends these commands to the chip. What it takes beyond chip and card is libnfc's own time, the
/// line's and the machine's.
class BareLibnfcClient {
 public:
  BareLibnfcClient(const std::string& connection, const drivers::PollingPlan& plan, const Dialogues& dialogues);
  ~BareLibnfcClient();
  BareLibnfcClient(const BareLibnfcClient&) = delete;
  BareLibnfcClient& operator=(const BareLibnfcClient&) = delete;

  /// When the last answer of the next card came; nothing if a look found it of which no dialogue is known.
  std::optional<std::int64_t> next_card();
  /// Until it has seen that no card lies there.
  void wait_until_empty();

 private:
  std::int64_t read_number();

  pid_t process_ = -1;
  int input_ = -1;   ///< its standard input; it ends with it
  int output_ = -1;  ///< its standard output
};

}  // namespace kazasu::bench
