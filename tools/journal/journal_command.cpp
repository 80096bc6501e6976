#include "journal/journal_command.hpp"

#include <CLI/CLI.hpp>

#include "journal/commands.hpp"

namespace kazasu::tools {

void add_journal_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand(
      "journal", "look into a terminal's journal, also while the terminal sells; only salvage changes anything");
  command.require_subcommand(1);
  add_show_command(command);
  add_verify_command(command);
  add_export_command(command);
  add_journal_replay_command(command);
  add_backup_command(command);
  add_salvage_command(command);
}

}  // namespace kazasu::tools
