#include <iostream>
#include <kazasu/kazasu.hpp>

using namespace kazasu::literals;

int main(int argc, char** argv) {
  auto terminal = kazasu::Terminal::open(argc > 1 ? argv[1] : "kazasu.toml");
  if (!terminal) return std::cerr << describe(terminal.error()) << '\n', 1;

  auto checkout = terminal->begin_checkout({.transaction_id = "R1-000123", .clerk = "7"});
  if (!checkout) return std::cerr << describe(checkout.error()) << '\n', 1;
  checkout->add({.product = "4912345000019", .quantity = 2});  // the price comes from the catalog …
  checkout->add({.product = "4912345000118", .unit_price = 230_jpy});  // … or from the POS
  while (auto event = terminal->wait(std::chrono::seconds{1})) {  // a card or code, if one is presented
    if (auto* seen = std::get_if<kazasu::Sighting>(&*event)) checkout->identify(*seen);
  }
  auto receipt = checkout->commit({.tenders = {{"cash", checkout->quote().due}}});  // durable when it returns
  if (!receipt) return std::cerr << describe(receipt.error()) << '\n', 1;
  std::cout << receipt_text(*receipt, kazasu::Language::ja);
}
