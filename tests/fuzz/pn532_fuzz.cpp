#include "codec/pn532.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  if (const auto frame = pn532::parse_frame(input)) {
    require(frame->data.size() <= pn532::kDataBytesMax + 1, "no more data than a frame holds");
    if (frame->type == pn532::Frame::Type::data) {
      const auto again = pn532::frame(frame->data);
      require(again.ok(), "what was read can be written");
      const auto back = pn532::parse_frame(*again);
      require(back.ok() && back->data == frame->data, "and is the same");
    }
  }
  for (const auto technology :
       {NfcTechnology::felica_212, NfcTechnology::felica_424, NfcTechnology::iso14443a, NfcTechnology::iso14443b}) {
    const auto cards = pn532::parse_list_answer(technology, input);
    if (!cards) continue;
    require(cards->size() <= 2, "two targets at most");
    for (const FoundCard& card : *cards) {
      require(card.technology == technology && !card.id.empty() && card.id.size() <= 10, "a card has an identifier");
      require(!card.parameters.empty(), "and what it tells of itself");
    }
  }
  if (!input.empty()) (void)pn532::check_status(input.front());
}

KAZASU_FUZZ_TARGET
