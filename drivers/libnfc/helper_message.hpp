#pragma once

#include <variant>
#include <vector>

#include "kazasu/values/result.hpp"
#include "nfc/found_card.hpp"

/// What driver and helper process tell each other: one message a packet on a SOCK_SEQPACKET socket, the helper's
/// descriptor 3. The driver asks, the helper answers each request once, in order. Both sides check every length.
namespace kazasu::drivers::libnfc {

inline constexpr int kHelperSocket = 3;
inline constexpr std::size_t kMessageBytesMax = 4'096;

/// Opens the device that libnfc calls so, as "pn532_uart:/dev/ttyUSB0". Answer: nothing.
struct OpenRequest {
  std::string connection;
};
/// Looks for cards, cycle after cycle, until there are others than `known` or the time is over; a request to close ends
/// it between two looks. Answer: the cards that are there. The one card, if it is one, is selected.
struct PollRequest {
  std::uint16_t slice_ms = 0;
  std::uint16_t pause_ms = 0;  ///< between two cycles
  std::vector<PollingStep> steps;
  std::vector<Bytes> known;
};
/// A frame to the selected card. Answer: its frame.
struct ExchangeRequest {
  bool unaddressed = false;  ///< by InCommunicateThru, as Polling needs it
  std::uint16_t time_limit_ms = 0;
  Bytes frame;
};
/// Ends the helper in good order. No answer.
struct CloseRequest {};

using Request = std::variant<OpenRequest, PollRequest, ExchangeRequest, CloseRequest>;

Bytes encode(const Request& request);
Result<Request> parse_request(BytesView bytes);

/// An answer is the error of its request or its content.
Bytes encode_error(const Error& error);
Bytes encode_cards(const std::vector<FoundCard>& cards);
Bytes encode_frame(BytesView frame);
/// The content, or the error it stands for; `message_invalid` if it is neither.
Result<Bytes> parse_answer(BytesView bytes);
Result<std::vector<FoundCard>> parse_cards(BytesView content);

}  // namespace kazasu::drivers::libnfc
