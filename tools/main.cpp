#include <CLI/CLI.hpp>

#include "decode_command.hpp"
#include "devices_command.hpp"
#include "doctor_command.hpp"
#include "journal/journal_command.hpp"
#include "quote_command.hpp"
#include "replay_command.hpp"
#include "sync/sync_command.hpp"
#include "watch_command.hpp"

int main(int argc, char** argv) {
  CLI::App app{"kazasu: members, coupons and points at the checkout", "kazasu"};
  app.require_subcommand(1);
  kazasu::tools::add_devices_command(app);
  kazasu::tools::add_doctor_command(app);
  kazasu::tools::add_watch_command(app);
  kazasu::tools::add_decode_command(app);
  kazasu::tools::add_replay_command(app);
  kazasu::tools::add_journal_command(app);
  kazasu::tools::add_sync_command(app);
  kazasu::tools::add_quote_command(app);
  kazasu::tools::add_return_command(app);
  CLI11_PARSE(app, argc, argv);
  return 0;
}
