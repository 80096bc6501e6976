#include "codec/transparent_session.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  (void)transparent_session::parse_objects(input);
  const auto answer = apdu::split_answer(input);
  if (!answer) return;
  (void)transparent_session::check(*answer);
  const auto frame = transparent_session::received_frame(*answer);
  if (frame) require(frame->size() <= input.size(), "a frame is no larger than the answer");
}

KAZASU_FUZZ_TARGET
