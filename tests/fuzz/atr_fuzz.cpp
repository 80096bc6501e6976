#include "codec/atr.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto atr = drivers::atr::parse(input);
  if (!atr) return;
  require(atr->historical.size() <= 15, "an ATR has at most 15 historical bytes");
  (void)drivers::atr::is_felica(*atr);
}

KAZASU_FUZZ_TARGET
