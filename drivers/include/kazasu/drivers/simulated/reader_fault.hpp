#pragma once

#include <optional>
#include <string_view>

namespace kazasu::drivers {

/// What goes wrong between a simulated reader and its card. The driver sees what it would see of a real one.
enum class FaultKind {
  card_silent,    ///< the card does not answer the reader
  card_refuses,   ///< the card answers that it will not: status flags FF A5, status word 6982, NAK
  card_leaves,    ///< torn away: PC/SC says that there is no card (0x80100069)
  empty_success,  ///< torn away: PC/SC says "success" with no byte, as some drivers do
  card_reset,     ///< another program reset the card with the command on its way (0x80100068)
  damaged,        ///< one bit of the answer is wrong
  truncated,      ///< the second half of the answer is missing
  garbage,        ///< the answer is something else altogether
  session_held,   ///< another program holds the reader's transparent session (object C0 with 698A)
  reader_busy,    ///< another program has the card to itself (0x8010000B)
  forbidden,      ///< the machine's policy denies the card (0x80100027)
  too_slow,       ///< the daemon gives the reader up (0x8010000A)
  cancelled,      ///< the daemon cancels the command (0x80100002)
  service_gone,   ///< the daemon dies (0x8010001D)
  reader_gone,    ///< the reader was unplugged (0x80100017); a chip is silent
};
/// As in "card_leaves".
std::string_view name_of(FaultKind kind);
std::optional<FaultKind> fault_kind_of(std::string_view name);

struct ReaderFault {
  FaultKind kind = FaultKind::card_leaves;
  int at_command = 1;    ///< the first command to the reader since the card came is 1
  bool lasting = false;  ///< also every command after that one, until the card is taken away
};

}  // namespace kazasu::drivers
