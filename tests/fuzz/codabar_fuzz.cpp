#include "fuzz.hpp"
#include "kazasu/drivers/scan/codabar.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  for (const auto scheme : {CheckScheme::none, CheckScheme::mod16, CheckScheme::luhn, CheckScheme::dr7}) {
    const auto code = parse_codabar(as_text(input), scheme);
    if (!code) continue;
    require(code->body.starts_with(code->data), "the data is the body without check character");
    const std::string whole = code->start + code->body + code->stop;
    require(parse_codabar(whole, scheme).ok(), "the normal form reads again");
  }
}

KAZASU_FUZZ_TARGET
