// kazasu journal export: complete JSON lines, and the receipts as text; nothing personal unless asked.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using nlohmann::json;

namespace {

std::vector<json> lines_of(const Ran& ran) {
  INFO(ran.errors);
  REQUIRE(ran.status == 0);
  std::vector<json> lines;
  std::istringstream stream{ran.output};
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

/// Sales, a return and a void, the first three of them acknowledged.
void work(PreparedTerminal& terminal) {
  kazasu::Terminal* open = &terminal.open();
  const std::string first = sell(*open, "T1");
  const std::string second = sell(*open, "T2", true, 3);
  give_back_one(*open, "T3", second);
  terminal.acknowledge_all();
  open = &terminal.open();
  cancel(*open, "T4", first);
}

}  // namespace

TEST_CASE("export: one JSON object an entry, in order, with everything but the sealed part opened") {
  PreparedTerminal terminal;
  work(terminal);
  const auto lines = lines_of(kazasu_tool({"journal", "export", terminal.directory().string()}));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]["receipt"] == "R1-1-000001");
  CHECK(lines[0]["kind"] == "checkout");
  CHECK(lines[2]["kind"] == "return");
  CHECK(lines[3]["kind"] == "void");
  CHECK(lines[2]["acknowledged"] == true);
  CHECK(lines[2]["verdict"]["decision"] == "accepted");
  CHECK(lines[3]["acknowledged"] == false);
  CHECK_FALSE(lines[3].contains("verdict"));
  CHECK(lines[1]["body"]["transaction_id"] == "T2");
  CHECK(lines[1]["body"]["checkout"]["quote"]["total"] == 640);
  CHECK(lines[1]["body"]["checkout"]["tenders"][0] == json({{"kind", "cash"}, {"amount_minor", 640}}));
  CHECK(lines[2]["body"]["return"]["sale_receipt_number"] == "R1-1-000002");
  CHECK(lines[0]["hash"].get<std::string>().size() == 64);
}

TEST_CASE("export: identifiers stay sealed, and are opened only when asked") {
  PreparedTerminal terminal;
  work(terminal);
  const Ran sealed = kazasu_tool({"journal", "export", terminal.directory().string()});
  const Ran readable = kazasu_tool({"journal", "export", terminal.directory().string(), "--readable"});
  for (const Ran* ran : {&sealed, &readable}) {
    CHECK(ran->output.find(kYukisAccount) == std::string::npos);
    CHECK(ran->output.find(kYukisNumber) == std::string::npos);
    CHECK(ran->output.find("identifier_hash") == std::string::npos);
  }
  const auto lines = lines_of(kazasu_tool({"journal", "export", terminal.directory().string(), "--with-identifiers"}));
  CHECK_FALSE(lines[0].contains("member"));
  CHECK(lines[1]["member"]["account_id"] == kYukisAccount);
  CHECK(lines[1]["member"]["view"]["rank"] == "gold");
  terminal.close();
  std::filesystem::remove_all(terminal.directory() / "keys");
  const Ran without_keys = kazasu_tool({"journal", "export", terminal.directory().string(), "--with-identifiers"});
  CHECK(without_keys.status == 1);
  CHECK(without_keys.errors.find("key_missing") != std::string::npos);
  CHECK(without_keys.output.empty());
  CHECK(kazasu_tool({"journal", "export", terminal.directory().string()}).status == 0);
}

TEST_CASE("export: from and to, by number and by business date, both inclusive") {
  PreparedTerminal terminal;
  work(terminal);
  const std::string place = terminal.directory().string();
  const auto seqs = [&](const std::vector<std::string>& range) {
    std::vector<std::string> arguments{"journal", "export", place};
    arguments.insert(arguments.end(), range.begin(), range.end());
    std::vector<int> found;
    for (const json& line : lines_of(kazasu_tool(arguments))) found.push_back(line["seq"].get<int>());
    return found;
  };
  CHECK(seqs({"--from", "2", "--to", "3"}) == std::vector{2, 3});
  CHECK(seqs({"--from", "4"}) == std::vector{4});
  CHECK(seqs({"--to", "1"}) == std::vector{1});
  const std::string today =
      lines_of(kazasu_tool({"journal", "export", place}))[0]["body"]["business_date"].get<std::string>();
  CHECK(seqs({"--from", today, "--to", today}).size() == 4);
  CHECK(seqs({"--from", "2999-01-01"}).empty());
  CHECK(seqs({"--to", "1999-12-31"}).empty());
  for (const char* wrong : {"yesterday", "0", "-1", "2026-02-30", "3x"}) {
    const Ran ran = kazasu_tool({"journal", "export", place, "--from", wrong});
    CHECK(ran.status == 1);
    CHECK(ran.errors.find("--from: a business date") != std::string::npos);
  }
}

TEST_CASE("export: a readable journal has the receipts in order, in three languages") {
  PreparedTerminal terminal;
  work(terminal);
  const auto text = [&](const std::string& language) {
    const Ran ran =
        kazasu_tool({"journal", "export", terminal.directory().string(), "--readable", "--language", language});
    REQUIRE(ran.status == 0);
    return ran.output;
  };
  const std::string english = text("en");
  std::size_t at = 0;
  for (const char* heading : {"Receipt R1-1-000001", "Receipt R1-1-000002", "RETURN (credit invoice)",
                              "Sale R1-1-000002", "VOID (credit invoice)", "Sale R1-1-000001"}) {
    at = english.find(heading, at);
    INFO(heading);
    REQUIRE(at != std::string::npos);
  }
  CHECK(english.find("Registration no. T1234567890123") != std::string::npos);
  CHECK(text("ja").find("返品（返還インボイス）") != std::string::npos);
  CHECK(text("zh").find("退货（退还发票）") != std::string::npos);
}
