#include "kazasu/drivers/scan/scan_framer.hpp"

#include "line_fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  Input input{bytes};
  drivers::ScanFraming framing;
  const auto choice = input.byte();
  if (choice & 1) framing.prefix = {0x02};
  if (choice & 2) framing.terminators = {{0x03}};
  if (choice & 4) framing.terminators.clear();
  framing.idle_ends = framing.terminators.empty();
  framing.max_bytes = choice & 8 ? 32 : 8192;
  framing.block_check = (choice & 16) != 0 && (choice & 7) == 3;
  drivers::ScanFramer framer{framing};
  run_line(framer, framing.max_bytes, input);
}

KAZASU_FUZZ_TARGET
