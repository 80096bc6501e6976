// A morning in a store, end to end on real parts: `./run demo`.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "morning.hpp"

int main(int argc, char** argv) {
  const std::filesystem::path programs = std::filesystem::canonical("/proc/self/exe").parent_path();
  const std::filesystem::path data = argc > 1 ? argv[1] : KAZASU_DEMO_DATA;
  std::string work = std::filesystem::temp_directory_path() / "kazasu-demo-XXXXXX";
  if (::mkdtemp(work.data()) == nullptr) {
    std::cerr << "no temporary directory can be made\n";
    return 1;
  }
  try {
    return demo::Morning{programs, data, work}.run() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "\nThe demo broke off: " << error.what() << "\nLogs are in " << work << '\n';
    return 1;
  }
}
