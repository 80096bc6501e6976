#include "devices_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "kazasu/drivers/pcsc/pcsc_reader.hpp"

namespace kazasu::tools {
namespace {

struct Listed {
  nlohmann::ordered_json devices = nlohmann::ordered_json::array();
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
};

void list_readers([[maybe_unused]] Listed& listed) {
#ifdef KAZASU_WITH_PCSC
  auto readers = drivers::list_pcsc_readers();
  if (!readers) {
    listed.problems.push_back({{"code", name_of(readers.error().code)}, {"detail", readers.error().detail}});
    return;
  }
  for (const drivers::PcscReaderInfo& reader : *readers) {
    listed.devices.push_back({{"uri", "pcsc:" + reader.name},
                              {"kind", "card reader"},
                              {"felica", reader.felica_dialect},
                              {"card", reader.card_present}});
  }
#endif
}

void list_serial_ports(Listed& listed) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/dev/serial/by-id", none}) {
    listed.devices.push_back({{"uri", "serial:" + entry.path().string()}, {"kind", "serial port"}});
  }
}

void list(bool json) {
  Listed listed;
  list_readers(listed);
  list_serial_ports(listed);
  if (json) {
    std::cout << nlohmann::ordered_json{{"devices", listed.devices}, {"problems", listed.problems}}.dump(2) << '\n';
    return;
  }
  for (const auto& device : listed.devices) {
    const std::string felica = device.value("felica", "");
    std::printf("%-56s %s%s%s\n", device["uri"].get<std::string>().c_str(), device["kind"].get<std::string>().c_str(),
                felica.empty()     ? ""
                : felica == "none" ? ", UID only"
                                   : ", FeliCa",
                device.value("card", false) ? ", a card is on it" : "");
  }
  if (listed.devices.empty()) std::cout << "No reader and no serial port is there.\n";
  for (const auto& problem : listed.problems)
    std::cout << "PC/SC: " << problem["detail"].get<std::string>() << ". Is pcscd installed and running?\n";
}

}  // namespace

void add_devices_command(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("devices", "list readers and serial ports with the URIs that a configuration takes");
  command->add_flag("--json", *json, "JSON instead of a table");
  command->callback([json] { list(*json); });
}

}  // namespace kazasu::tools
