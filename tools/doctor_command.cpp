#include "doctor_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "doctor.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/terminal/configuration.hpp"
#include "kazasu/terminal/device_statistics.hpp"
#include "statistics_json.hpp"

namespace kazasu::tools {
namespace {

constexpr std::chrono::seconds kPatience{5};  // all devices are asked at once; the whole takes under 20 s

struct Arguments {
  std::string configuration;
  std::string language;
  bool json = false;
};

struct Examination {
  std::vector<Diagnosis> diagnoses;
  std::map<std::string, DeviceStatistics> statistics;  ///< of the terminal's devices
};

Examination examine(const Arguments& arguments, Language& language) {
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Examination found;
  std::vector<Diagnosis>& all = found.diagnoses;
  std::vector<std::string> devices{"pcsc:*"};
  std::filesystem::path directory = std::filesystem::current_path();
  if (!arguments.configuration.empty()) {
    auto configuration = load_configuration(arguments.configuration);
    if (configuration) {
      all.push_back({"configuration", Finding::configuration_good, {}});
      devices = configuration->devices;
      directory = configuration->directory;
      language = configuration->language;
    } else {
      all.push_back({"configuration", Finding::configuration_bad, configuration.error().detail});
    }
  }
  if (arguments.language == "ja") language = Language::ja;
  if (arguments.language == "en") language = Language::en;
  if (arguments.language == "zh") language = Language::zh;
  for (Diagnosis& diagnosis : check_devices(devices, clock, entropy, kPatience)) all.push_back(std::move(diagnosis));
  if (!arguments.configuration.empty()) {
    found.statistics = device_statistics_of(directory);
    for (Diagnosis& diagnosis : check_reads(found.statistics)) all.push_back(std::move(diagnosis));
  }
  all.push_back(check_clock(clock));
  if (!arguments.configuration.empty()) all.push_back(check_trusted_time(clock, directory, language));
  all.push_back(check_disk(directory));
  return found;
}

void doctor(const Arguments& arguments) {
  constexpr const char* kMarks[] = {"ok  ", "warn", "BAD "};
  constexpr const char* kNames[] = {"good", "warning", "bad"};
  Language language = Language::en;
  const Examination found = examine(arguments, language);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  bool well = true;
  for (const Diagnosis& diagnosis : found.diagnoses) {
    const auto health = static_cast<std::size_t>(health_of(diagnosis.finding));
    well = well && health_of(diagnosis.finding) != Health::bad;
    const std::string said{sentence(diagnosis.finding, language)};
    list.push_back({{"subject", diagnosis.subject},
                    {"health", kNames[health]},
                    {"finding", name_of(diagnosis.finding)},
                    {"sentence", said},
                    {"detail", diagnosis.detail}});
    if (arguments.json) continue;
    std::printf("%s  %s: %s%s%s%s\n", kMarks[health], diagnosis.subject.c_str(), said.c_str(),
                diagnosis.detail.empty() ? "" : " (", diagnosis.detail.c_str(), diagnosis.detail.empty() ? "" : ")");
  }
  if (arguments.json) {
    nlohmann::ordered_json statistics = nlohmann::ordered_json::array();
    for (const auto& [device, one] : found.statistics) statistics.push_back(statistics_json(device, one));
    std::cout << nlohmann::ordered_json{{"well", well}, {"checks", list}, {"statistics", statistics}}.dump(2) << '\n';
  }
  std::exit(well ? 0 : 1);
}

}  // namespace

void add_doctor_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("doctor", "check readers, scanners, permissions, pcscd, clock and disk, and say what to do");
  command->add_option("configuration", arguments->configuration,
                      "the terminal's kazasu.toml (default: every PC/SC reader, and the current directory)");
  command->add_option("--language", arguments->language, "ja, en or zh (default: the configuration's)")
      ->check(CLI::IsMember({"ja", "en", "zh"}));
  command->add_flag("--json", arguments->json, "JSON instead of sentences");
  command->callback([arguments] { doctor(*arguments); });
}

}  // namespace kazasu::tools
