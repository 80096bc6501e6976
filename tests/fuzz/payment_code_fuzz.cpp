#include "fuzz.hpp"
#include "kazasu/drivers/scan/payment_code.hpp"

void kazasu::fuzz::run(BytesView input) {
  static const auto rules = drivers::known_payment_codes();
  const auto services = drivers::payment_services(as_text(input), rules);
  require(services.empty() || (input.size() >= 16 && input.size() <= 24), "payment codes have 16 to 24 digits");
}

KAZASU_FUZZ_TARGET
