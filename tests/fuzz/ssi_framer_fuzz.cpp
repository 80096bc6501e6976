#include "kazasu/drivers/scan/ssi_framer.hpp"

#include "line_fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  Input input{bytes};
  drivers::SsiFraming framing;
  if (input.byte() & 1) framing.max_bytes = 32;
  drivers::SsiFramer framer{framing};
  run_line(framer, framing.max_bytes, input);
}

KAZASU_FUZZ_TARGET
