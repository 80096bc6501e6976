#include "kazasu/drivers/scan/in_store_label.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  const std::string_view text = as_text(bytes);
  (void)price_verifier(text);
  // The format, a space, the label.
  const std::size_t space = text.find(' ');
  const std::string_view format = text.substr(0, space);
  const std::string_view data = space == std::string_view::npos ? text : text.substr(space + 1);
  for (const std::string_view each : {format, std::string_view{"2F6I4P"}, std::string_view{"2F5I1V4P"}}) {
    const auto label = parse_in_store_label(data, each);
    if (!label) continue;
    require(label->verifier.has_value() == label->verifier_ok.has_value(), "a verifier is tested");
    require(label->price.value_or(0) >= 0 && label->weight.value_or(0) >= 0, "prices and weights are not negative");
  }
}

KAZASU_FUZZ_TARGET
