#include "fuzz.hpp"
#include "kazasu/identify/check_digit.hpp"

void kazasu::fuzz::run(BytesView input) {
  const std::string_view text = as_text(input);
  for (auto scheme = CheckScheme::none; scheme <= CheckScheme::mod43;
       scheme = static_cast<CheckScheme>(static_cast<int>(scheme) + 1)) {
    require(check_scheme_of(name_of(scheme)) == scheme, "a scheme is found by its name");
    const auto digit = check_digit(scheme, text);
    if (digit) require(passes_check(scheme, std::string{text} + *digit), "a number with its check digit passes");
  }
}

KAZASU_FUZZ_TARGET
