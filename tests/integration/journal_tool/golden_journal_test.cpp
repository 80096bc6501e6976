// A journal of every released version opens in this one, with its unsent work inside.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "kazasu/journal/journal_reader.hpp"
#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using namespace kazasu;
using nlohmann::json;

namespace {

std::vector<std::filesystem::path> golden_journals() {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator{KAZASU_SOURCE_DIR "/tests/golden_journals"}) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  return folders;
}

void lay_down(const std::filesystem::path& golden, const PreparedTerminal& terminal) {
  for (const char* name : {"journal.db", "catalog.db"}) {
    std::filesystem::copy_file(golden / name, terminal.directory() / name,
                               std::filesystem::copy_options::overwrite_existing);
  }
}

}  // namespace

TEST_CASE(
    "golden journals: every one opens, keeps its entries and unsent work, goes on, and reprices to the same bytes") {
  const auto folders = golden_journals();
  REQUIRE_FALSE(folders.empty());
  for (const auto& golden : folders) {
    INFO(golden.filename());
    PreparedTerminal terminal;
    lay_down(golden, terminal);
    std::vector<std::string> before;
    {
      const auto reader = journal::JournalReader::open(terminal.journal_file());
      REQUIRE(reader.ok());
      CHECK("v" + std::to_string((*reader)->schema_version()) == golden.filename());
      REQUIRE((*reader)
                  ->for_each([&](const v1::Entry& entry) {
                    before.push_back(entry.SerializeAsString());
                    return true;
                  })
                  .ok());
    }
    REQUIRE(before.size() == 6);
    Terminal& open = terminal.open();
    CHECK(open.sync_status().acknowledged_seq == 3);
    CHECK(open.sync_status().waiting == 3);
    const auto second = open.receipt("R1-1-000002");
    INFO((second ? std::string{} : describe(second.error())));
    REQUIRE(second);
    CHECK(second->quote.total == Money{640});
    CHECK(sell(open, "T9", true) == "R1-1-000007");
    terminal.close();

    const auto reader = journal::JournalReader::open(terminal.journal_file());
    REQUIRE(reader.ok());
    std::vector<std::string> after;
    const auto report = (*reader)->for_each([&](const v1::Entry& entry) {
      after.push_back(entry.SerializeAsString());
      return true;
    });
    REQUIRE(report.ok());
    CHECK_FALSE(report->fault.has_value());
    REQUIRE(after.size() == 7);
    after.pop_back();
    CHECK(after == before);
    // Without the catalog: the journal took over what its entries name.
    std::filesystem::remove(terminal.directory() / "catalog.db");
    const Ran replayed = kazasu_tool({"journal", "replay", terminal.directory().string(), "--json"});
    INFO(replayed.output);
    CHECK(replayed.status == 0);
    CHECK(json::parse(replayed.output)["same"] == 7);
  }
}

TEST_CASE("golden journals: the tool reads them as they are, and changes nothing") {
  for (const auto& golden : golden_journals()) {
    INFO(golden.filename());
    PreparedTerminal terminal;
    lay_down(golden, terminal);
    const auto written = std::filesystem::last_write_time(terminal.journal_file());
    for (const char* command : {"show", "verify", "export"}) {
      CHECK(kazasu_tool({"journal", command, terminal.directory().string()}).status == 0);
    }
    CHECK(std::filesystem::last_write_time(terminal.journal_file()) == written);
    CHECK_FALSE(std::filesystem::exists(terminal.journal_file().string() + "-wal"));
  }
}
