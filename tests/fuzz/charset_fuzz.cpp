#include "fuzz.hpp"
#include "kazasu/drivers/scan/charset.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto charset = drivers::detect_charset(input);
  require(drivers::count_controls(input) <= input.size(), "no more controls than bytes");
  if (charset != drivers::Charset::ascii) return;
  for (const auto byte : input) require(byte < 0x80, "ASCII has seven bits");
}

KAZASU_FUZZ_TARGET
