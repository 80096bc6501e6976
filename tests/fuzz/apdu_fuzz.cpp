#include "codec/apdu.hpp"

#include "codec/felica_storage.hpp"
#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  (void)apdu::command(0xC2, 0, 1, input);
  const auto answer = apdu::split_answer(input);
  if (!answer) return;
  require(answer->data.size() + 2 == input.size(), "the status word has two bytes");
  const auto uid = apdu::parse_uid(*answer);
  if (uid) require(uid->size() >= 4 && uid->size() <= 10, "a UID has 4 to 10 bytes");
  const auto outcome = felica_storage::parse_outcome(*answer);
  if (outcome) require(outcome->status.ok() || outcome->data.empty(), "a refusal has no data");
  (void)felica_storage::parse_pmm(*answer);
}

KAZASU_FUZZ_TARGET
