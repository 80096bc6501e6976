#pragma once

#include <variant>
#include <vector>

#include "kazasu/values/result.hpp"
#include "nfc/found_card.hpp"

/// What driver and helper process of libnfc tell each other, in packets of supervised/helper_packet.hpp.
namespace kazasu::drivers::libnfc {

/// Opens the device that libnfc calls so, as "pn532_uart:/dev/ttyUSB0". Answer: nothing.
struct OpenRequest {
  std::string connection;
};
/// Looks for cards, cycle after cycle, until there are others than `known` or the time is over; a driver that goes ends
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
using Request = std::variant<OpenRequest, PollRequest, ExchangeRequest>;

Bytes encode(const Request& request);
Result<Request> parse_request(BytesView bytes);

/// The answers, with what encode_answer puts before it; parse_cards takes what parse_answer leaves.
Bytes encode_cards(const std::vector<FoundCard>& cards);
Result<std::vector<FoundCard>> parse_cards(BytesView content);

}  // namespace kazasu::drivers::libnfc
