#include "replay_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "kazasu/drivers/trace/replay.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct Arguments {
  std::string file;
  bool json = false;
};

void replay(const Arguments& arguments) {
  auto visits = drivers::replay_trace(arguments.file);
  if (!visits) fail(visits.error(), arguments.json);
  std::size_t differences = 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const drivers::ReplayedVisit& visit : *visits) {
    const bool differs = !visit.difference.empty();
    differences += differs ? 1 : 0;
    list.push_back({{"device", visit.device},
                    {"monotonic_ns", visit.monotonic_ns},
                    {"frames", visit.frames},
                    {"recorded", visit.recorded},
                    {"now", visit.now},
                    {"difference", visit.difference}});
    if (arguments.json) continue;
    std::printf("%14.6f s  %-40s %2zu frames  %s%s%s\n", static_cast<double>(visit.monotonic_ns) / 1e9,
                visit.device.c_str(), visit.frames, visit.now.c_str(), differs ? "  DIFFERS: " : "",
                visit.difference.c_str());
  }
  if (arguments.json) {
    std::cout << nlohmann::ordered_json{{"visits", list}, {"differences", differences}}.dump(2) << '\n';
  } else {
    std::printf("%zu visits, %zu of them other than recorded\n", visits->size(), differences);
  }
  std::exit(differences == 0 ? 0 : 1);
}

}  // namespace

void add_replay_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "replay-trace",
      "run the card reader driver against what a flight recorder kept (trace_directory), with no device");
  command->add_option("file", arguments->file, "a .trace file")->required();
  command->add_flag("--json", arguments->json, "JSON instead of a table");
  command->callback([arguments] { replay(*arguments); });
}

}  // namespace kazasu::tools
