#include "kazasu/terminal/device_statistics.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <fstream>

#include "kazasu/terminal/terminal.hpp"
#include "temporary_folder.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
namespace fs = std::filesystem;

namespace {

/// A terminal that nobody has enrolled yet, with a simulated scanner and reader.
Configuration configuration_in(const fs::path& folder) {
  Configuration configuration;
  configuration.directory = folder / "terminal";
  configuration.devices = {"simulated:" + (folder / "lane1").string()};
  return configuration;
}

/// Touches cards until the terminal has told of each.
void touch(Terminal& terminal, const fs::path& folder, int times) {
  std::ofstream fifo{folder / "lane1"};
  for (int i = 0; i < times; ++i) {
    fifo << "uid 04A1B2C3D4E5F6\nremove" << std::endl;
    bool seen = false;
    while (!seen) {
      const auto event = terminal.wait(5s);
      REQUIRE(event.has_value());
      seen = std::holds_alternative<Sighting>(*event);
    }
  }
}

}  // namespace

TEST_CASE("A terminal counts what its devices do, and goes on when it is opened again") {
  const TemporaryFolder folder;
  const Configuration configuration = configuration_in(folder.path());
  const std::string& device = configuration.devices.front();
  CHECK(device_statistics_of(configuration.directory).empty());
  {
    auto terminal = Terminal::open(configuration);
    REQUIRE(terminal.ok());
    touch(*terminal, folder.path(), 3);
    CHECK(terminal->device_statistics().at(device).good_reads == 3);
  }
  CHECK(device_statistics_of(configuration.directory).at(device).good_reads == 3);
  auto terminal = Terminal::open(configuration);
  REQUIRE(terminal.ok());
  touch(*terminal, folder.path(), 2);
  const DeviceStatistics now = terminal->device_statistics().at(device);
  CHECK(now.good_reads == 5);
  CHECK(now.hours_powered > 0);
}

TEST_CASE("Statistics that cannot be read are none, and are no reason not to sell") {
  const TemporaryFolder folder;
  const Configuration configuration = configuration_in(folder.path());
  fs::create_directories(configuration.directory);
  std::ofstream{configuration.directory / "device-statistics.pb"} << "\x0A\xFFnot one";
  CHECK(device_statistics_of(configuration.directory).empty());
  auto terminal = Terminal::open(configuration);
  REQUIRE(terminal.ok());
  touch(*terminal, folder.path(), 1);
  CHECK(terminal->device_statistics().at(configuration.devices.front()).good_reads == 1);
}
