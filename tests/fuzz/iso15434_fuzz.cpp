#include "kazasu/drivers/scan/iso15434.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto envelopes = drivers::parse_iso15434(as_text(input));
  if (!envelopes) return;
  require(drivers::begins_as_iso15434(as_text(input)), "a message begins as one");
  std::size_t bytes = 0;
  for (const auto& envelope : *envelopes) {
    bytes += envelope.body.size();
    for (const auto& field : envelope.fields) bytes += field.size();
    for (const auto& element : envelope.elements) bytes += element.value.size();
  }
  require(bytes <= input.size(), "no more comes out than went in");
}

KAZASU_FUZZ_TARGET
