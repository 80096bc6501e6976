#pragma once

#include <cstdint>

/// How the IFD handler inside pcscd talks to a SimulatedReader: over two connections to the reader's socket
/// (SOCK_SEQPACKET, one message a packet), both opened by the handler, so that either side may restart. The first
/// packet names the connection.
///   events:   reader → handler: one byte, a Presence; the present one at once, then each change
///   commands: handler → reader: a Command and its bytes; reader → handler: an Outcome and its bytes
namespace kazasu::simulators::channel {

enum class Kind : std::uint8_t { events = 'E', commands = 'C' };
enum class Presence : std::uint8_t { no_card = 0, card = 1, unplugged = 2 };
enum class Command : std::uint8_t { power_up = 1, power_down = 2, reset = 3, transmit = 4, escape = 5 };
enum class Outcome : std::uint8_t { ok = 0, card_gone = 1, failed = 2, unplugged = 3, unsupported = 4 };

/// A command or an answer: one byte and an extended APDU.
inline constexpr std::size_t kPacketBytesMax = 1 + 4 + 3 + 65'536 + 2;

}  // namespace kazasu::simulators::channel
