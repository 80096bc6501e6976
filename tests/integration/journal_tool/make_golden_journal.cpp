// Makes a journal to keep as the golden one of a release: see README.md beside the golden journals.
#include <exception>
#include <iostream>

#include "prepared_terminal.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "make_golden_journal FOLDER: sells, returns and voids into a new terminal's folder\n";
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
    prepared.close();
    return 0;
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << '\n';
    return 1;
  }
}
