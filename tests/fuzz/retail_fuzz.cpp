#include "fuzz.hpp"
#include "kazasu/drivers/scan/retail.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const std::string_view text = as_text(input);
  for (const auto scheme : {RetailScheme::ean13, RetailScheme::ean8, RetailScheme::upca, RetailScheme::gtin14}) {
    const auto number = parse_retail_number(text, scheme);
    if (number) require(gtin14_of(number->gtin14) == number->gtin14, "a normal form is its own normal form");
  }
  if (const auto upca = expand_upc_e(text)) require(gtin14_of(*upca).has_value(), "UPC-E expands to a valid number");
  for (const char* identifier : {"E1", "E2", "E3"}) {
    if (const auto split = split_add_on(text, identifier))
      require(split->add_on.size() == 2 || split->add_on.size() == 5, "an add-on has 2 or 5 digits");
  }
}

KAZASU_FUZZ_TARGET
