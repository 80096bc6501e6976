#include "kazasu/drivers/scan/length_framer.hpp"

#include "line_fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  Input input{bytes};
  const auto choice = input.byte();
  drivers::LengthFraming framing;
  framing.length_bytes = choice & 1 ? 1 : 2;
  framing.little_endian = (choice & 2) != 0;
  if (choice & 4) framing.prefix = {0xAA, 0xAA, 0x55};
  framing.max_bytes = choice & 8 ? 32 : 8192;
  drivers::LengthFramer framer{framing};
  run_line(framer, framing.max_bytes, input);
}

KAZASU_FUZZ_TARGET
