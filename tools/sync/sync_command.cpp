#include "sync/sync_command.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/terminal/terminal.hpp"
#include "progress_bar.hpp"
#include "sync/sync_status.hpp"
#include "sync_report.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};
/// A request of the round may take its 30 s deadline; while a backlog moves, it is waited for longer.
constexpr std::chrono::seconds kPatience{40};

struct Arguments {
  std::string configuration;
  std::string language;
  bool now = false;
  bool json = false;
};

/// Follows the reports of a terminal until a round has ended that is not the one of `before`; false: none ended.
bool follow(const std::filesystem::path& directory, const std::optional<v1::SyncReport>& before, bool quiet) {
  std::optional<ProgressBar> bar;
  std::uint64_t first_seq = 0, moved_to = 0;
  auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(kBetweenLooks);
    const auto report = read_sync_report(directory);
    if (!report) continue;
    const bool is_new = !before || report->process() != before->process();
    if (report->rounds() > (is_new ? 0 : before->rounds())) return true;
    if (!report->sending()) continue;
    if (!bar) {
      first_seq = report->acknowledged_seq();
      bar.emplace("kazasu sync", report->last_seq() - first_seq, quiet);
    }
    bar->advance_to(report->acknowledged_seq() - std::min(first_seq, report->acknowledged_seq()));
    if (report->acknowledged_seq() > moved_to) until = std::chrono::steady_clock::now() + kPatience;
    moved_to = report->acknowledged_seq();
  }
  return false;
}

/// One round: of the terminal that runs in the folder, or of one that is opened for it, without devices.
Result<bool> sync_now(Configuration configuration, bool quiet) {
  const auto before = read_sync_report(configuration.directory);
  if (journal::is_in_use_elsewhere(configuration.directory / "journal.db")) {
    if (!request_sync(configuration.directory)) {
      return Error{ErrorCode::file_unreadable, "directory: a request to the terminal cannot be left in it"};
    }
    return follow(configuration.directory, before, quiet);
  }
  if (!configuration.ledger) return Error{ErrorCode::configuration_invalid, "ledger: there is no [ledger] to send to"};
  configuration.devices.clear();
  auto terminal = Terminal::open(configuration);
  if (!terminal) return terminal.error();
  if (!terminal->enrolled()) return Error{ErrorCode::not_enrolled, "this terminal is not enrolled"};
  return follow(configuration.directory, before, quiet);
}

void sync(const Arguments& arguments) {
  auto configuration = load_configuration(arguments.configuration);
  if (!configuration) fail(configuration.error(), arguments.json);
  Language language = configuration->language;
  if (arguments.language == "ja") language = Language::ja;
  if (arguments.language == "en") language = Language::en;
  if (arguments.language == "zh") language = Language::zh;
  bool answered = true;
  if (arguments.now) {
    auto tried = sync_now(*configuration, arguments.json);
    if (!tried) fail(tried.error(), arguments.json, language);
    answered = *tried;
  }
  auto status = read_sync_status(configuration->directory);
  if (!status) fail(status.error(), arguments.json, language);
  drivers::SystemClock clock;
  const std::int64_t now = clock.wall_unix_ms();
  std::cout << (arguments.json ? sync_json(*status, now, language) : sync_text(*status, now, language)) << std::flush;
  if (!answered) std::cerr << no_answer_text(kPatience.count(), language) << '\n';
  if (status->waiting > 0 || !answered) throw CLI::RuntimeError(1);
}

}  // namespace

void add_sync_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "sync",
      "what waits to be sent to the ledger, since when and why, also while the terminal sells; exit status 1 "
      "while something waits");
  command->add_option("configuration", arguments->configuration, "the terminal's kazasu.toml")->required();
  command->add_flag("--now", arguments->now, "try now: by the terminal that runs, or in its place");
  command->add_flag("--json", arguments->json, "JSON instead of sentences");
  command->add_option("--language", arguments->language, "ja, en or zh (default: the configuration's)")
      ->check(CLI::IsMember({"ja", "en", "zh"}));
  command->callback([arguments] { sync(*arguments); });
}

}  // namespace kazasu::tools
