// kazasu journal backup: a whole copy while the register sells, which is recognised when somebody sells with it.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using namespace kazasu;

TEST_CASE("backup: a verified copy of a journal that a terminal has open, readable to its owner only") {
  PreparedTerminal terminal;
  Terminal& open = terminal.open();
  sell(open, "T1");
  sell(open, "T2", true);
  const auto copy = terminal.directory() / "copy.db";
  const Ran ran =
      kazasu_tool({"journal", "backup", copy.string(), "--journal", terminal.directory().string(), "--json"});
  INFO(ran.output << ran.errors);
  REQUIRE(ran.status == 0);
  CHECK(nlohmann::json::parse(ran.output)["last_seq"] == 2);
  using std::filesystem::perms;
  CHECK(std::filesystem::status(copy).permissions() == (perms::owner_read | perms::owner_write));
  sell(open, "T3");
  const Ran verified = kazasu_tool({"journal", "verify", copy.string(), "--json"});
  CHECK(verified.status == 0);
  const auto report = nlohmann::json::parse(verified.output);
  CHECK(report["entries"] == 2);
  CHECK(report["backup"] == true);
  CHECK(kazasu_tool({"journal", "replay", copy.string()}).status == 0);
}

TEST_CASE("backup: replaces nothing and says so") {
  PreparedTerminal terminal;
  sell(terminal.open(), "T1");
  const auto copy = terminal.directory() / "copy.db";
  std::ofstream(copy) << "precious";
  const Ran ran = kazasu_tool({"journal", "backup", copy.string(), "--journal", terminal.directory().string()});
  CHECK(ran.status == 1);
  CHECK(ran.errors.find("exists already") != std::string::npos);
  std::ifstream kept{copy};
  CHECK(std::string{std::istreambuf_iterator<char>{kept}, {}} == "precious");
  const Ran nowhere =
      kazasu_tool({"journal", "backup", "/nowhere/copy.db", "--journal", terminal.directory().string()});
  CHECK(nowhere.status == 1);
  CHECK(nowhere.errors.find("cannot be made") != std::string::npos);
}
