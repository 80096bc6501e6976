#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "cli/commands.hpp"

namespace {

using kazasu::ledger::Home;
namespace commands = kazasu::ledger::commands;

constexpr int kFailed = 1;
constexpr int kNotWhole = 2;
constexpr double kCertificateDaysMin = 0.00001;
constexpr double kCertificateDaysMax = 3'650;

int fail(const kazasu::Error& error) {
  std::cerr << "kazasu-ledger: " << kazasu::describe(error) << '\n';
  return kFailed;
}

struct Arguments {
  std::string directory;
  std::string folder;
  std::string terminal;
  std::string store;
  std::uint64_t epoch = 0;
  std::vector<std::string> hosts{"localhost", "127.0.0.1"};
  std::vector<std::string> root_directories;
  kazasu::ledger::RootKeyOptions root;
  std::string role;
  commands::ServeArguments serve;
  double certificate_days =
      std::chrono::duration<double, std::chrono::days::period>{kazasu::ledger::kTerminalCertificateLife}.count();
  bool json = false;
};

/// Runs a command on the ledger of the directory; the exit status is what it returns.
template <class Command>
int on_ledger(const Arguments& arguments, Command command) {
  const std::chrono::duration<double, std::chrono::days::period> life{arguments.certificate_days};
  auto home = Home::open(arguments.directory, std::chrono::ceil<std::chrono::seconds>(life));
  if (!home) return fail(home.error());
  auto done = command(**home);
  return done ? 0 : fail(done.error());
}

CLI::App* add_command(CLI::App& program, Arguments& arguments, const std::string& name, const std::string& help) {
  CLI::App* command = program.add_subcommand(name, help);
  command->add_option("--directory", arguments.directory, "the ledger's directory")->required();
  return command;
}

void add_root_options(CLI::App& command, Arguments& arguments, const std::string& directory_help) {
  command.add_option("--root-directory", arguments.root_directories, directory_help);
  command.add_option("--root-keys", arguments.root.keys, "how many root keys are made, 1 to 15")->capture_default_str();
  command.add_option("--root-threshold", arguments.root.threshold, "how many of them must sign")->capture_default_str();
  command.add_option("--algorithm", arguments.root.algorithm, "of new keys: ecdsa-p256-sha256 or ed25519")
      ->capture_default_str();
}

/// Without a name the root keys lie in a directory of the ledger's own: a development ledger's.
kazasu::ledger::RootDirectories root_directories(const Arguments& arguments) {
  kazasu::ledger::RootDirectories root{.directories = {}, .options = arguments.root};
  for (const std::string& directory : arguments.root_directories) root.directories.emplace_back(directory);
  if (root.directories.empty()) root.directories.push_back(std::filesystem::path{arguments.directory} / "root-keys");
  return root;
}

void add_listing(CLI::App& program, Arguments& arguments, const std::string& name, const std::string& help) {
  add_command(program, arguments, name, help + " (also while the ledger serves)")
      ->add_flag("--json", arguments.json, "a JSON array instead of a table");
}

void describe_program(CLI::App& program, Arguments& arguments) {
  program.require_subcommand(1);
  CLI::App* init = add_command(program, arguments, "init",
                               "make a development ledger: authority, server certificate, keys, empty books");
  init->add_option("--host", arguments.hosts, "host name or address in the server's certificate")
      ->capture_default_str();
  add_root_options(*init, arguments,
                   "where the keys of the catalogs' root go: a medium that is put away (DIRECTORY/root-keys)");
  CLI::App* rotate =
      add_command(program, arguments, "rotate",
                  "replace the keys of a role that signs catalogs; the ledger takes it up at its next start");
  rotate
      ->add_option("role", arguments.role,
                   "root, timestamp, snapshot or targets; without: the root lives on for three years")
      ->check(CLI::IsMember({"root", "timestamp", "snapshot", "targets"}));
  add_root_options(
      *rotate, arguments,
      "where root keys lie, as many times as there are media; new ones go to the first (DIRECTORY/root-keys)");
  CLI::App* load = add_command(program, arguments, "load",
                               "bring program, offers, products and members into the books, or up to date");
  load->add_option("folder", arguments.folder, "with program.json, offers.json, products.json and members.json")
      ->required();
  load->add_flag("--json", arguments.json, "a JSON array instead of a table");
  CLI::App* code =
      add_command(program, arguments, "code", "print a one-time code that enrols a terminal within 15 minutes");
  code->add_option("--terminal", arguments.terminal, "the terminal's name, as in R1")->required();
  code->add_option("--store", arguments.store, "the store where it stands")->required();
  CLI::App* lost = add_command(program, arguments, "end-leases",
                               "give back the leases of a terminal's journal of which nothing more will come");
  lost->add_option("--terminal", arguments.terminal, "the terminal's name, as in R1")->required();
  lost->add_option("--epoch", arguments.epoch, "of the journal, as `terminals` lists it")->required();
  CLI::App* serve = add_command(program, arguments, "serve", "serve terminals over HTTPS until SIGTERM");
  serve->add_option("--port", arguments.serve.port, "TCP port; 0 takes any that is free and prints it")
      ->capture_default_str();
  serve->add_option("--address", arguments.serve.address, "IP address to listen on")->capture_default_str();
  serve
      ->add_option(
          "--certificate-days", arguments.certificate_days,
          "for how many days a terminal's certificate is good, parts of one too; terminals renew it by themselves")
      ->check(CLI::Range(kCertificateDaysMin, kCertificateDaysMax))
      ->capture_default_str();
  serve->add_option("--log", arguments.serve.log_level, "debug, info, warn, error or off")->capture_default_str();
  add_listing(program, arguments, "terminals", "list enrolments and how many entries each has sent");
  add_listing(program, arguments, "keys", "list the keys that terminals sign with, and from which entry on");
  add_listing(program, arguments, "accounts", "list accounts with points, debt and coupons");
  add_listing(program, arguments, "entries", "list entries with the verdict on each");
  add_listing(program, arguments, "postings", "list every movement of points");
  add_listing(program, arguments, "exceptions", "list what was true at the till but wrong centrally");
  add_listing(program, arguments, "budgets", "list the budgets of offers: what is used, leased to terminals, and free");
  add_listing(program, arguments, "verify", "recompute all chains and sums; exit status 2 if the books are not whole");
}

int run(const CLI::App& program, const Arguments& arguments) {
  const std::string command = program.get_subcommands().front()->get_name();
  if (command == "init") {
    auto made = Home::initialize(arguments.directory, arguments.hosts, root_directories(arguments));
    return made ? 0 : fail(made.error());
  }
  if (command == "rotate") {
    auto version = Home::rotate(arguments.directory, arguments.role, root_directories(arguments));
    if (!version) return fail(version.error());
    std::cout << "root version " << *version << '\n';
    return 0;
  }
  if (command == "verify") {
    bool whole = false;
    const int status = on_ledger(arguments, [&](Home& home) {
      auto verified = commands::verify(home, arguments.json);
      whole = verified && *verified;
      return verified;
    });
    return status != 0 || whole ? status : kNotWhole;
  }
  return on_ledger(arguments, [&](Home& home) -> kazasu::Result<void> {
    if (command == "load") return commands::load(home, arguments.folder, arguments.json);
    if (command == "code") return commands::code(home, arguments.terminal, arguments.store);
    if (command == "end-leases") return home.ledger().end_leases(arguments.terminal, arguments.epoch);
    if (command == "serve") return commands::serve(home, arguments.serve);
    if (command == "terminals") return commands::terminals(home, arguments.json);
    if (command == "keys") return commands::keys(home, arguments.json);
    if (command == "accounts") return commands::accounts(home, arguments.json);
    if (command == "entries") return commands::entries(home, arguments.json);
    if (command == "budgets") return commands::budgets(home, arguments.json);
    if (command == "postings") return commands::postings(home, arguments.json);
    return commands::exceptions(home, arguments.json);
  });
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App program{
        "The central ledger of a points program: takes entries in exactly once, keeps the books, gives catalogs out."};
    Arguments arguments;
    describe_program(program, arguments);
    CLI11_PARSE(program, argc, argv);
    return run(program, arguments);
  } catch (const std::exception& failure) {
    std::cerr << "kazasu-ledger: " << failure.what() << '\n';
    return kFailed;
  }
}
