#include "kazasu/drivers/scan/one_time_code.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  Input input{bytes};
  OtpSettings settings;
  settings.hash = static_cast<OtpHash>(input.up_to(2));
  settings.digits = static_cast<unsigned>(input.up_to(32));
  settings.step_seconds = input.byte();
  settings.steps_back = static_cast<unsigned>(input.up_to(32));
  const std::int64_t now = std::int64_t{input.byte()} << 23 | input.byte();
  const auto key = input.take(20);
  (void)verify_one_time_code(input.text(), key, settings, now, std::nullopt);
  const auto code = one_time_code(key, settings, now);
  if (!code || settings.steps_back > 30) return;
  require(code->size() == settings.digits, "a code has the digits it shall have");
  const auto accepted = verify_one_time_code(*code, key, settings, now, std::nullopt);
  require(accepted.ok(), "a code is accepted in its own step");
  require(!verify_one_time_code(*code, key, settings, now, now / settings.step_seconds + 1).ok(),
          "and refused after a later one");
}

KAZASU_FUZZ_TARGET
