#include "libnfc/helper_message.hpp"

#include "fuzz.hpp"
#include "supervised/helper_packet.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  using namespace drivers::libnfc;
  if (const auto request = parse_request(input)) {
    const auto again = parse_request(encode(*request));
    require(again.ok() && again->index() == request->index(), "a request that was read can be written and read");
  }
  if (const auto cards = parse_cards(input)) {
    const auto content = parse_answer(encode_cards(*cards));
    require(content.ok(), "cards that were read can be written");
    const auto again = parse_cards(*content);
    require(again.ok() && *again == *cards, "and are the same");
  }
  (void)parse_answer(input);
}

KAZASU_FUZZ_TARGET
