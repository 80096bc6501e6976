#include "kazasu/drivers/scan/eci.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto segments = drivers::parse_eci(input);
  if (!segments) return;
  std::size_t bytes = 0;
  for (const auto& segment : *segments) {
    require(!segment.bytes.empty(), "empty segments are left out");
    require(segment.eci.value_or(0) <= 999'999, "a character set has six digits");
    bytes += segment.bytes.size();
  }
  require(bytes <= input.size(), "no more comes out than went in");
}

KAZASU_FUZZ_TARGET
