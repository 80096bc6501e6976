#include "codec/acr122u.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto firmware = acr122u::parse_firmware(input);
  if (firmware) require(firmware->size() == input.size(), "a name is all that was answered");
  const auto answer = apdu::split_answer(input);
  if (!answer) return;
  (void)acr122u::parse_direct_answer(*answer, 0x4A);
  const Bytes sent{0x06, 0x00, 0xFF, 0xFF, 0x01, 0x00};
  const auto frame = acr122u::parse_felica_answer(*answer, sent);
  if (frame) require(frame->size() <= answer->data.size(), "a frame is no larger than the answer");
}

KAZASU_FUZZ_TARGET
