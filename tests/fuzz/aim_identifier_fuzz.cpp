#include "fuzz.hpp"
#include "kazasu/drivers/scan/aim_identifier.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto split = drivers::split_aim_identifier(input);
  if (!split) return;
  require(split->data.size() + 3 == input.size(), "an identifier takes three bytes");
  require(drivers::parse_aim_identifier(split->identifier).ok(), "what is split off is an identifier");
}

KAZASU_FUZZ_TARGET
