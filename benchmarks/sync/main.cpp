// bench_sync make FOLDER CHECKOUTS [MEMBERS]   a ledger, and a terminal with so many checkouts unsent
// bench_sync sell FOLDER CHECKOUTS [MEMBERS]   so many more
// bench_sync sizes FOLDER [columns]            bytes a checkout on the wire, by encoding and size of batches
// bench_sync run FOLDER                        syncs all that is unsent
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "sizes.hpp"
#include "store_days.hpp"
#include "sync_run.hpp"

int main(int argc, char** argv) {
  using namespace kazasu::benchmark;
  const std::string command = argc > 2 ? argv[1] : "";
  try {
    if (command == "make" || command == "sell") {
      StoreDays days{.folder = argv[2]};
      if (argc > 4) days.members = std::atoi(argv[4]);
      if (command == "make") open_store(days);
      sell(days, argc > 3 ? std::atoi(argv[3]) : 10'000);
      return 0;
    }
    if (command == "sizes") {
      print_sizes(std::filesystem::path{argv[2]} / "terminal", argc > 3);
      return 0;
    }
    if (command == "run") {
      sync_all(argv[2]);
      return 0;
    }
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "%s\n", failed.what());
    return 1;
  }
  std::fprintf(stderr, "usage: bench_sync make|sell|sizes|run FOLDER …\n");
  return 2;
}
