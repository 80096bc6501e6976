#include "codec/rcs380.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  if (const auto data = rcs380::parse_frame(input)) {
    const auto frame = rcs380::frame(*data);
    require(frame.ok() && rcs380::parse_frame(*frame).ok(), "data that was read can be written and read");
    (void)rcs380::parse_communication_answer(*data);
  }
  const auto answer = rcs380::parse_communication_answer(input);
  if (answer) require(answer->status == 0 || answer->data.empty(), "an error has no data");
}

KAZASU_FUZZ_TARGET
