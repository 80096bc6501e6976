// kazasu journal backup, salvage
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "journal/commands.hpp"
#include "journal_archive.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "set_aside.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct BackupArguments {
  std::string file;
  std::string place;
  bool json = false;
};

void back_up(const BackupArguments& arguments) {
  auto archive = JournalArchive::open(arguments.place);
  if (!archive) fail(archive.error(), arguments.json);
  if (auto copied = (*archive)->reader().backup(arguments.file); !copied) fail(copied.error(), arguments.json);
  const std::uint64_t last = (*archive)->reader().last_seq();
  if (arguments.json) {
    std::cout << nlohmann::ordered_json{{"file", arguments.file}, {"last_seq", last}}.dump() << '\n';
  } else {
    std::cout << arguments.file << ": entries up to " << last << ", verified and on the disk\n";
  }
}

struct SalvageArguments {
  std::string directory;
  std::string from;
  bool even_if_sound = false;
  bool json = false;
};

/// A journal that could be sold with is not put aside by mistake.
Result<void> check_wanted(const SalvageArguments& arguments, const std::filesystem::path& file) {
  if (journal::is_in_use_elsewhere(file))
    return Error{ErrorCode::journal_in_use, "journal.db: stop the terminal first"};
  if (arguments.even_if_sound || !arguments.from.empty()) return {};
  auto reader = journal::JournalReader::open(file);
  if (!reader) {
    if (reader.error().code == ErrorCode::journal_corrupt) return {};
    return reader.error();
  }
  if ((*reader)->is_copy()) return {};
  auto report = (*reader)->for_each([](const v1::Entry&) { return true; });
  if (!report) return report.error();
  if (report->fault) return {};
  return Error{ErrorCode::invalid_argument,
               "the journal is sound: there is nothing to salvage. If the ledger calls it forked, say --even-if-sound"};
}

void salvage(const SalvageArguments& arguments) {
  const std::filesystem::path directory = arguments.directory;
  std::error_code ignored;
  if (!std::filesystem::is_directory(directory / "keys", ignored)) {
    fail({ErrorCode::file_unreadable, arguments.directory + ": is no terminal's folder: it has no keys/"},
         arguments.json);
  }
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) fail(keys.error(), arguments.json);
  auto identity = sync::load_identity(**keys);
  if (!identity) fail(identity.error(), arguments.json);
  if (auto wanted = check_wanted(arguments, directory / "journal.db"); !wanted) fail(wanted.error(), arguments.json);
  const std::optional<std::filesystem::path> from =
      arguments.from.empty() ? std::nullopt : std::optional<std::filesystem::path>{arguments.from};
  auto aside = set_journal_aside(directory, *identity, **keys, from);
  if (!aside) fail(aside.error(), arguments.json);
  const journal::Salvaged& salvaged = aside->salvaged;
  if (arguments.json) {
    nlohmann::ordered_json answer{{"entries", salvaged.entries},
                                  {"last_seq", salvaged.last_seq},
                                  {"acknowledged", salvaged.acknowledged_seq},
                                  {"epoch_file", aside->epoch_file.string()},
                                  {"damaged_file", aside->damaged_file.string()}};
    if (salvaged.fault) answer["fault"] = {{"seq", salvaged.fault->seq}, {"what", salvaged.fault->what}};
    std::cout << answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return;
  }
  std::cout << aside->epoch_file.string() << ": " << salvaged.entries << " sound entries, up to " << salvaged.last_seq
            << "; the ledger had them up to " << salvaged.acknowledged_seq << '\n';
  if (salvaged.fault) std::cout << "damaged at entry " << salvaged.fault->seq << ": " << salvaged.fault->what << '\n';
  if (!aside->damaged_file.empty()) std::cout << "as it was found: " << aside->damaged_file.string() << '\n';
  std::cout
      << "The enrolment has ended. What to do: enrol the terminal with a one-time code; it starts a new epoch, and "
         "the sound entries go up under their own.\n";
}

}  // namespace

void add_backup_command(CLI::App& journal) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App& command = *journal.add_subcommand(
      "backup",
      "copy a journal as it is at one moment, also while the terminal sells; the copy is verified, flushed, and only "
      "then has its name. A terminal knows it for a copy and does not sell with it: salvage takes what it holds");
  command.add_option("FILE", arguments->file, "where to; it must not exist")->required();
  command.add_option("--journal", arguments->place, "a terminal's folder or its journal.db")->required();
  command.add_flag("--json", arguments->json, "JSON instead of a sentence");
  command.callback([arguments] { back_up(*arguments); });
}

void add_salvage_command(CLI::App& journal) {
  auto arguments = std::make_shared<SalvageArguments>();
  CLI::App& command = *journal.add_subcommand(
      "salvage",
      "put a damaged, restored or forked journal aside, keep its entries up to the last sound one, and end the "
      "enrolment; the terminal must not run. Opening a terminal does the same when it meets damage");
  command.add_option("DIRECTORY", arguments->directory, "the terminal's folder")->required();
  command.add_option("--from", arguments->from, "a backup, taken if it holds more sound entries than journal.db");
  command.add_flag("--even-if-sound", arguments->even_if_sound, "also a journal without a fault");
  command.add_flag("--json", arguments->json, "JSON instead of text");
  command.callback([arguments] { salvage(*arguments); });
}

}  // namespace kazasu::tools
