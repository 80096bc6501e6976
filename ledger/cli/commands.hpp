#pragma once

#include <cstdint>
#include <string>

#include "cli/home.hpp"

/// What the program's commands do. Each prints its result to standard output.
namespace kazasu::ledger::commands {

Result<void> load(Home& home, const std::string& folder, bool as_json);
Result<void> code(Home& home, const std::string& terminal, const std::string& store);

struct ServeArguments {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
  std::string log_level = "info";
};
/// Returns after SIGTERM or SIGINT.
Result<void> serve(Home& home, const ServeArguments& arguments);

Result<void> accounts(Home& home, bool as_json);
Result<void> entries(Home& home, bool as_json);
Result<void> postings(Home& home, bool as_json);
Result<void> exceptions(Home& home, bool as_json);
Result<void> budgets(Home& home, bool as_json);
Result<void> terminals(Home& home, bool as_json);
Result<void> keys(Home& home, bool as_json);
/// False if the books are not whole.
Result<bool> verify(Home& home, bool as_json);

}  // namespace kazasu::ledger::commands
