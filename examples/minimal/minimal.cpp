#include <iostream>
#include <kazasu/kazasu.hpp>

using namespace kazasu::literals;

bool ok(const auto& result) {
  if (!result) std::cerr << describe(result.error()) << '\n';
  return result.ok();
}

int main(int argc, char** argv) {
  auto terminal = kazasu::Terminal::open(argc > 1 ? argv[1] : "kazasu.toml");
  if (!ok(terminal)) return 1;
  auto checkout = terminal->begin_checkout({.transaction_id = "R1-000123", .clerk = "7"});
  if (!ok(checkout)) return 1;
  ok(checkout->add({.product = "4912345000019", .quantity = 2}));          // the price comes from the catalog …
  ok(checkout->add({.product = "4912345000118", .unit_price = 230_jpy}));  // … or from the POS
  while (auto event = terminal->wait(std::chrono::seconds{1})) {           // a card or code, if one is presented
    if (auto* seen = std::get_if<kazasu::Sighting>(&*event)) ok(checkout->identify(*seen));
  }
  auto receipt = checkout->commit({.tenders = {{"cash", checkout->quote().due}}});  // durable when it returns
  if (!ok(receipt)) return 1;
  std::cout << receipt_text(*receipt, kazasu::Language::ja);
}
