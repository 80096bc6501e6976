// Makes a journal to keep as the golden one of a release: see README.md beside the golden journals.
#include <exception>
#include <iostream>
#include <string>

#include "prepared_terminal.hpp"

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::cerr << "make_golden_journal FOLDER [SALES]: sells, returns and voids into a new terminal's folder; with a "
                 "number, that many more sales, to measure with\n";
    return 2;
  }
  try {
    PreparedTerminal prepared{argv[1]};
    kazasu::Terminal* terminal = &prepared.open();
    const std::string first = sell(*terminal, "T1");
    const std::string second = sell(*terminal, "T2", true, 3);
    give_back_one(*terminal, "T3", second);
    prepared.acknowledge_all();
    terminal = &prepared.open();
    const std::string unsent = sell(*terminal, "T4", true);  // from here on nothing is acknowledged
    give_back_one(*terminal, "T5", unsent);
    cancel(*terminal, "T6", first);
    for (int i = 0; argc == 3 && i < std::stoi(argv[2]); ++i) {
      sell(*terminal, "M" + std::to_string(i), i % 2 == 0, 1 + i % 4);
    }
    prepared.close();
    return 0;
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
