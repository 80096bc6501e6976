#include "fuzz.hpp"
#include "kazasu/drivers/scan/hid_pos.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto layout = drivers::parse_hid_pos_descriptor(input);
  if (!layout) return;
  require(layout->size > 0 && layout->size <= 4096, "a report has at most 4096 bytes");
  require(layout->data + layout->data_len <= layout->size, "the data lies inside the report");
  require(layout->count.value_or(0) < layout->size, "the count lies inside the report");
  require(!layout->aim || *layout->aim + 3 <= layout->size, "the identifier lies inside the report");
  require(layout->cont.value_or(0) < layout->size, "the flag lies inside the report");
}

KAZASU_FUZZ_TARGET
