// kazasu journal salvage: what staff do by hand with a journal that must not be gone on with.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "integration/journal_damage.hpp"
#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using nlohmann::json;

namespace {

void sell_three(PreparedTerminal& terminal) {
  kazasu::Terminal& open = terminal.open();
  for (const char* id : {"SOLD-1", "SOLD-2", "SOLD-3"}) sell(open, id);
}

Ran salvage(const PreparedTerminal& terminal, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"journal", "salvage", terminal.directory().string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return kazasu_tool(arguments);
}

}  // namespace

TEST_CASE("salvage: a damaged journal is set aside as it was, with its sound beginning in a file of its epoch") {
  PreparedTerminal terminal;
  sell_three(terminal);
  terminal.close();
  damage_entry(terminal.journal_file(), "SOLD-3");
  const Ran ran = salvage(terminal, {"--json"});
  INFO(ran.output << ran.errors);
  REQUIRE(ran.status == 0);
  const json answer = json::parse(ran.output);
  CHECK(answer["entries"] == 2);
  CHECK(answer["fault"]["seq"] == 3);
  CHECK_FALSE(std::filesystem::exists(terminal.journal_file()));
  const std::string kept = answer["epoch_file"].get<std::string>();
  CHECK(kept == (terminal.directory() / "journal-epoch-1.db").string());
  CHECK(json::parse(kazasu_tool({"journal", "verify", kept, "--json"}).output)["entries"] == 2);
  CHECK(kazasu_tool({"journal", "replay", kept}).status == 0);
  CHECK(kazasu_tool({"journal", "verify", answer["damaged_file"].get<std::string>()}).status == 2);
  CHECK_FALSE(terminal.open().enrolled());
}

TEST_CASE("salvage: a sound journal is left alone unless it is said to be forked") {
  PreparedTerminal terminal;
  sell_three(terminal);
  terminal.close();
  const Ran refused = salvage(terminal);
  CHECK(refused.status == 1);
  CHECK(refused.errors.find("the journal is sound") != std::string::npos);
  CHECK(terminal.open().enrolled());
  terminal.close();
  CHECK(salvage(terminal, {"--even-if-sound"}).status == 0);
  CHECK_FALSE(terminal.open().enrolled());
}

TEST_CASE("salvage: not while the terminal runs, and not where there is no terminal") {
  PreparedTerminal terminal;
  sell_three(terminal);
  const Ran running = salvage(terminal, {"--even-if-sound"});
  CHECK(running.status == 1);
  CHECK(running.errors.find("stop the terminal first") != std::string::npos);
  sell(*terminal.operator->(), "SOLD-4");
  CHECK(kazasu_tool({"journal", "salvage", "/nowhere"}).errors.find("no terminal's folder") != std::string::npos);
}

TEST_CASE("salvage: a backup that holds more is taken instead") {
  PreparedTerminal terminal;
  sell_three(terminal);
  const std::string backup = (terminal.directory() / "backup.db").string();
  REQUIRE(kazasu_tool({"journal", "backup", backup, "--journal", terminal.directory().string()}).status == 0);
  terminal.close();
  damage_entry(terminal.journal_file(), "SOLD-1");
  const Ran ran = salvage(terminal, {"--from", backup, "--json"});
  REQUIRE(ran.status == 0);
  CHECK(json::parse(ran.output)["entries"] == 3);
}
