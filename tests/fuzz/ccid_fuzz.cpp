#include "codec/ccid.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto payload = ccid::parse_answer(input);
  if (payload) require(payload->size() + 10 == input.size(), "all that follows the header is payload");
  const auto message = ccid::message(ccid::kTransfer, input);
  require(message.ok() && message->size() == input.size() + 10, "a message holds its payload");
}

KAZASU_FUZZ_TARGET
