#include "watch_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "kazasu/drivers/statistics/device_statistics.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/terminal/devices.hpp"
#include "statistics_json.hpp"
#include "terminal_text.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct Arguments {
  std::vector<std::string> uris;
  double seconds = 0;
  bool show_identifiers = false;
  bool json = false;
  bool statistics = false;
  std::string record;
};

/// The end of an identifier, so that one card can be told from another and no one can use it.
std::string masked(const std::string& identifier, bool show) {
  constexpr std::size_t kShown = 4;
  if (show || identifier.size() <= kShown) return identifier;
  return std::string(identifier.size() - kShown, '*') + identifier.substr(identifier.size() - kShown);
}

class Printer final : public DeviceSink {
 public:
  /// Raises SIGTERM when nothing more can come: everything that is watched has ended by itself.
  explicit Printer(const Arguments& arguments)
      : arguments_(arguments), finite_(std::all_of(arguments.uris.begin(), arguments.uris.end(), ends_by_itself)) {}

  void on_sighting(Sighting sighting) override {
    nlohmann::ordered_json line{{"event", "sighting"}, {"device", sighting.device}};
    std::visit([&](const auto& seen) { describe_to(line, seen); }, sighting.seen);
    print(line);
  }

  void on_notice(DeviceNotice notice) override {
    constexpr const char* kNames[] = {"ready", "lost", "card_removed", "failed"};
    nlohmann::ordered_json line{{"event", kNames[static_cast<std::size_t>(notice.kind)]}, {"device", notice.device}};
    if (notice.kind == DeviceNotice::Kind::lost || notice.kind == DeviceNotice::Kind::failed) {
      line["code"] = name_of(notice.error.code);
      line["detail"] = notice.error.detail;
    }
    print(line);
    // A recording that cannot be read has ended too; of several pictures one that cannot be read has not.
    const ErrorCode code = notice.error.code;
    const bool unreadable = notice.kind == DeviceNotice::Kind::failed && !notice.device.starts_with("camera:") &&
                            code != ErrorCode::scan_invalid && code != ErrorCode::scan_broken &&
                            code != ErrorCode::scan_too_long;
    const bool over = notice.kind == DeviceNotice::Kind::lost || unreadable;
    const std::lock_guard lock{mutex_};
    if (finite_ && over && ended_.insert(notice.device).second && ended_.size() == arguments_.uris.size())
      ::kill(::getpid(), SIGTERM);
  }

  void print(const drivers::StatisticsByDevice& statistics) {
    for (const auto& [device, one] : statistics) {
      nlohmann::ordered_json line{{"event", "statistics"}};
      line.update(statistics_json(device, one));
      print(line);
    }
  }

 private:
  void describe_to(nlohmann::ordered_json& line, const FelicaSighting& seen) const {
    line["technology"] = seen.lite_s ? "FeliCa Lite-S" : "FeliCa";
    line["idm"] = masked(to_hex(seen.idm), arguments_.show_identifiers);
    if (seen.lite_s) {
      line["id_block"] = masked(to_hex(seen.lite_s->id_block), arguments_.show_identifiers);
      line["card_key_version"] = seen.lite_s->card_key_version;
    }
  }
  void describe_to(nlohmann::ordered_json& line, const UidSighting& seen) const {
    line["technology"] = "ISO 14443";
    line["uid"] = masked(to_hex(seen.uid), arguments_.show_identifiers);
  }
  void describe_to(nlohmann::ordered_json& line, const ScanSighting& seen) const {
    line["technology"] = "scan";
    if (!seen.symbology.empty()) line["symbology"] = seen.symbology;
    line["data"] = masked(std::string{as_text(seen.data)}, arguments_.show_identifiers);
    if (seen.second_mark) line["second_mark"] = true;
  }

  void print(const nlohmann::ordered_json& line) {
    const std::lock_guard lock{mutex_};
    if (arguments_.json) {
      std::cout << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
      return;
    }
    std::string text;
    for (const auto& [key, value] : line.items()) {
      const std::string shown = terminal_text(value);
      text += key == "event" ? shown : key == "device" ? "  " + shown : "  " + key + " " + shown;
    }
    std::cout << text << std::endl;
  }

  const Arguments& arguments_;
  const bool finite_;
  std::mutex mutex_;
  std::set<std::string> ended_;
};

/// Until SIGINT, SIGTERM or the time is over. The signals are blocked in all threads and waited for here.
void wait_for_the_end(const sigset_t& ending, double seconds) {
  if (seconds <= 0) {
    int signal = 0;
    sigwait(&ending, &signal);
    return;
  }
  const auto whole = static_cast<time_t>(seconds);
  const timespec time{whole, static_cast<long>((seconds - static_cast<double>(whole)) * 1e9)};
  sigtimedwait(&ending, nullptr, &time);
}

void watch(const Arguments& arguments) {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  Printer printer{arguments};
  drivers::StatisticsSink counter{printer, clock};
  DeviceOptions options;
  options.trace_directory = arguments.record;
  options.trace_scans_whole = arguments.show_identifiers;
  std::vector<std::unique_ptr<SensingDevice>> devices;
  for (const std::string& uri : arguments.uris) {
    auto device = open_device(uri, clock, entropy, options);
    if (!device) fail(device.error(), arguments.json);
    if (auto started = (*device)->start(counter); !started) fail(started.error(), arguments.json);
    devices.push_back(std::move(*device));
  }
  wait_for_the_end(ending, arguments.seconds);
  for (const auto& device : devices) device->stop();
  if (arguments.statistics) printer.print(counter.statistics());
}

}  // namespace

void add_watch_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  arguments->uris = {"pcsc:*"};
  CLI::App* command = app.add_subcommand("watch", "print cards and scans as devices see them, until Ctrl-C");
  command->add_option("uri", arguments->uris,
                      "devices, as in pcsc:* or serial:/dev/ttyACM0, recordings (evdev:recording=FILE) or pictures "
                      "(camera:/path/picture.jpg); ends by itself after those (default: every PC/SC reader)");
  command->add_option("--seconds", arguments->seconds, "end after this time");
  command->add_flag("--show-identifiers", arguments->show_identifiers,
                    "print identifiers whole instead of their last four characters");
  command->add_flag("--statistics", arguments->statistics, "at the end: hours, reads, retries, torn reads, read time");
  command->add_option(
      "--record", arguments->record,
      "a folder: keep what readers and scanners send in it, a .trace file each, identifiers masked unless "
      "--show-identifiers; evdev:recording=FILE and hidraw:recording=FILE read it again, and so does "
      "replay-trace for cards");
  command->add_flag("--json", arguments->json, "a JSON object a line");
  command->callback([arguments] { watch(*arguments); });
}

}  // namespace kazasu::tools
