#include "kazasu/drivers/scan/gs1.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto elements = parse_gs1_elements(as_text(input));
  if (!elements) return;
  require(!elements->empty() && elements->size() <= 32, "1 to 32 elements");
  const Date today{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{25}};
  const auto product = gs1_product(*elements, today);
  require(product.gtin14.empty() || product.gtin14.size() == 14, "a GTIN has 14 digits");
  (void)gs1_association_problems(*elements);
  // With a GS behind every value the elements are the same.
  std::string written;
  for (const auto& element : *elements) written += element.ai + element.value + '\x1D';
  const auto again = parse_gs1_elements(written);
  require(again.ok() && *again == *elements, "elements written out read as the same elements");
}

KAZASU_FUZZ_TARGET
