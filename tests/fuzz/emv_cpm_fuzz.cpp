#include "fuzz.hpp"
#include "kazasu/drivers/scan/emv_cpm.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto objects = drivers::outline_emv_cpm(as_text(input));
  if (!objects) return;
  require(!objects->empty() && objects->front().tag == 0x85, "the first object is 85");
  for (const auto& object : *objects) {
    require(object.depth < 4, "templates nest four deep at most");
    require(object.bytes <= 512, "no object is larger than the payload");
  }
}

KAZASU_FUZZ_TARGET
