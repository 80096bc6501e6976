#include "kazasu/drivers/scan/digital_link.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  for (const bool zero_suppressed : {false, true}) {
    const auto link = parse_digital_link(as_text(input), {.zero_suppressed_gtin = zero_suppressed});
    if (!link) continue;
    require(is_web_address(as_text(input)), "a link is a web address");
    require(!link->elements.empty() && link->elements.size() <= 32, "1 to 32 elements");
    const auto gtin = link->gtin14();
    require(gtin.empty() || gtin.size() == 14, "a GTIN has 14 digits");
  }
}

KAZASU_FUZZ_TARGET
