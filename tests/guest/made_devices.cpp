#include "made_devices.hpp"

#include <fcntl.h>
#include <linux/uhid.h>
#include <linux/uinput.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <set>
#include <thread>

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

int open_or_skip(const char* path) {
  const int descriptor = ::open(path, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) SKIP(path << " cannot be opened here; ./run test --guest has it");
  return descriptor;
}

/// The first entry of `folder` that begins with `prefix` and is not among `known`; waits for it a second.
std::string appearing(const fs::path& folder, const std::string& prefix, const std::set<std::string>& known = {}) {
  for (int tries = 0; tries < 100; ++tries) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{folder, none}) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(prefix) && !known.contains(name)) return name;
    }
    std::this_thread::sleep_for(10ms);
  }
  FAIL("nothing named " << prefix << " came in " << folder.string());
  return {};
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator{folder, none}) names.insert(entry.path().filename().string());
  return names;
}

void wait_until_openable(const std::string& path) {
  for (int tries = 0; tries < 100 && !fs::exists(path); ++tries) std::this_thread::sleep_for(10ms);
}

}  // namespace

MadeKeyboard::MadeKeyboard() : uinput_(open_or_skip("/dev/uinput")) {
  REQUIRE(ioctl(uinput_.get(), UI_SET_EVBIT, EV_KEY) == 0);
  for (int code = 1; code < 128; ++code) REQUIRE(ioctl(uinput_.get(), UI_SET_KEYBIT, code) == 0);
  uinput_setup setup{};
  setup.id.bustype = BUS_USB;
  std::strncpy(setup.name, "kazasu test scanner", sizeof setup.name - 1);
  REQUIRE(ioctl(uinput_.get(), UI_DEV_SETUP, &setup) == 0);
  REQUIRE(ioctl(uinput_.get(), UI_DEV_CREATE) == 0);
  std::array<char, 64> name{};
  REQUIRE(ioctl(uinput_.get(), UI_GET_SYSNAME(name.size()), name.data()) >= 0);
  path_ = "/dev/input/" + appearing(fs::path{"/sys/devices/virtual/input"} / name.data(), "event");
  wait_until_openable(path_);
}

void MadeKeyboard::press(std::uint16_t code, int value) {
  std::array<input_event, 2> events{};
  events[0].type = EV_KEY;
  events[0].code = code;
  events[0].value = value;
  events[1].type = EV_SYN;
  REQUIRE(write(uinput_.get(), events.data(), sizeof events) == static_cast<ssize_t>(sizeof events));
}

void MadeKeyboard::type(const std::vector<std::uint16_t>& codes) {
  for (const std::uint16_t code : codes) {
    press(code, 1);
    press(code, 0);
  }
}

MadeHidDevice::MadeHidDevice(const kazasu::Bytes& descriptor) : uhid_(open_or_skip("/dev/uhid")) {
  const auto before = names_in("/sys/class/hidraw");
  uhid_event event{};
  event.type = UHID_CREATE2;
  std::strncpy(reinterpret_cast<char*>(event.u.create2.name), "kazasu test scanner", 20);
  event.u.create2.rd_size = static_cast<__u16>(descriptor.size());
  event.u.create2.bus = BUS_USB;
  event.u.create2.vendor = 0x1209;
  event.u.create2.product = 0x0001;
  std::memcpy(event.u.create2.rd_data, descriptor.data(), descriptor.size());
  REQUIRE(write(uhid_.get(), &event, sizeof event) == static_cast<ssize_t>(sizeof event));
  path_ = "/dev/" + appearing("/sys/class/hidraw", "hidraw", before);
  wait_until_openable(path_);
}

kazasu::Bytes MadeHidDevice::next_feature_report(int error) {
  pollfd wanted{uhid_.get(), POLLIN, 0};
  while (::poll(&wanted, 1, 3'000) > 0) {
    uhid_event event{};
    if (read(uhid_.get(), &event, sizeof event) <= 0) break;
    if (event.type != UHID_SET_REPORT) continue;
    const auto& set = event.u.set_report;
    kazasu::Bytes report{set.data, set.data + set.size};
    uhid_event answer{};
    answer.type = UHID_SET_REPORT_REPLY;
    answer.u.set_report_reply.id = set.id;
    answer.u.set_report_reply.err = static_cast<__u16>(error);
    REQUIRE(write(uhid_.get(), &answer, sizeof answer) == static_cast<ssize_t>(sizeof answer));
    return report;
  }
  return {};
}

void MadeHidDevice::send(const kazasu::Bytes& report) {
  uhid_event event{};
  event.type = UHID_INPUT2;
  event.u.input2.size = static_cast<__u16>(report.size());
  std::memcpy(event.u.input2.data, report.data(), report.size());
  REQUIRE(write(uhid_.get(), &event, sizeof event) == static_cast<ssize_t>(sizeof event));
}
