#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>

#include "kazasu/v1/journal.pb.h"

/// The parts of `kazasu journal`.
namespace kazasu::tools {

void add_show_command(CLI::App& journal);
void add_verify_command(CLI::App& journal);
void add_export_command(CLI::App& journal);
void add_journal_replay_command(CLI::App& journal);
void add_backup_command(CLI::App& journal);
void add_salvage_command(CLI::App& journal);

/// Adds the argument that every one of them takes.
void add_journal_argument(CLI::App& command, std::string& place);

/// `checkout`, `return`, `void`
std::string_view kind_name(v1::EntryKind kind);

}  // namespace kazasu::tools
