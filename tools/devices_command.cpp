#include "devices_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "doctor.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/pcsc/reader_firmware.hpp"
#include "kazasu/drivers/scan/hid_pos.hpp"

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
    const Error& error = readers.error();
    listed.problems.push_back({{"code", name_of(error.code)},
                               {"sentence", sentence(finding_of(error.code), Language::en)},
                               {"detail", error.detail}});
    return;
  }
  for (const drivers::PcscReaderInfo& reader : *readers) {
    listed.devices.push_back({{"uri", "pcsc:" + reader.name},
                              {"kind", reader.contactless ? "card reader" : "slot for contact cards, not used"},
                              {"card", reader.card_present}});
    if (!reader.contactless) continue;
    listed.devices.back()["felica"] = reader.felica_dialect;
    if (auto firmware = drivers::pcsc_reader_firmware(reader.name)) listed.devices.back()["firmware"] = *firmware;
  }
#endif
}

void list_serial_ports(Listed& listed) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/dev/serial/by-id", none}) {
    listed.devices.push_back({{"uri", "serial:" + entry.path().string()}, {"kind", "serial port"}});
  }
}

/// Keyboards by their stable names: one of them may be a scanner that types.
void list_keyboards(Listed& listed) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/dev/input/by-id", none}) {
    if (entry.path().string().ends_with("-event-kbd"))
      listed.devices.push_back(
          {{"uri", "evdev:" + entry.path().string()}, {"kind", "keyboard, or scanner that types"}});
  }
}

/// HID POS scanners: those whose report descriptor says so. sysfs shows it to everyone, the device itself does not.
void list_hid_scanners(Listed& listed) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/sys/class/hidraw", none}) {
    std::ifstream file{entry.path() / "device/report_descriptor", std::ios::binary};
    const std::string descriptor{std::istreambuf_iterator<char>{file}, {}};
    if (drivers::parse_hid_pos_descriptor(as_bytes(descriptor)))
      listed.devices.push_back(
          {{"uri", "hidraw:/dev/" + entry.path().filename().string()}, {"kind", "HID POS scanner"}});
  }
}

void list_cameras(Listed& listed) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{"/dev/v4l/by-id", none})
    listed.devices.push_back({{"uri", "camera:" + entry.path().string()}, {"kind", "camera"}});
}

void list(bool json) {
  Listed listed;
  list_readers(listed);
  list_serial_ports(listed);
  list_hid_scanners(listed);
  list_keyboards(listed);
  list_cameras(listed);
  if (json) {
    std::cout << nlohmann::ordered_json{{"devices", listed.devices}, {"problems", listed.problems}}.dump(2) << '\n';
    return;
  }
  for (const auto& device : listed.devices) {
    const std::string felica = device.value("felica", "");
    const std::string firmware = device.value("firmware", "");
    std::printf("%-56s %s%s%s%s\n", device["uri"].get<std::string>().c_str(), device["kind"].get<std::string>().c_str(),
                felica.empty()     ? ""
                : felica == "none" ? ", UID only"
                                   : ", FeliCa",
                firmware.empty() ? "" : (", firmware " + firmware).c_str(),
                device.value("card", false) ? ", a card is on it" : "");
  }
  if (listed.devices.empty()) std::cout << "No reader, scanner, serial port or camera is there.\n";
  for (const auto& problem : listed.problems)
    std::cout << "PC/SC: " << problem["sentence"].get<std::string>() << " (" << problem["detail"].get<std::string>()
              << ")\n";
}

}  // namespace

void add_devices_command(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand(
      "devices", "list readers, scanners, serial ports and cameras with the URIs that a configuration takes");
  command->add_flag("--json", *json, "JSON instead of a table");
  command->callback([json] { list(*json); });
}

}  // namespace kazasu::tools
