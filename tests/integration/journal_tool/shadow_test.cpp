// kazasu quote --shadow: yesterday's sales with tomorrow's offers, while the register sells.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using nlohmann::json;

namespace {

/// Three salmon onigiri at 150 yen and a beer at 230 are 680 yen, less 40 by "2 for 260".
constexpr const char* kThirtyOff =
    R"({"offers":[{"id":"onigiri-30","title":"Onigiri 30 off","target":{"categories":["onigiri"]},
        "reward":{"amount_off_unit":{"amount":30}}},
       {"id":"bonus-7","reward":{"points_bonus":{"points":7}}}]})";

std::string offers_file(const PreparedTerminal& terminal, const std::string& content) {
  const std::string file = (terminal.directory() / "offers.json").string();
  std::ofstream(file) << content;
  return file;
}

json shadow(const PreparedTerminal& terminal, const std::string& offers, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{
      "quote", "--shadow", offers_file(terminal, offers), "--journal", terminal.directory().string(), "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = kazasu_tool(arguments);
  INFO(ran.errors << ran.output);
  REQUIRE(ran.status == 0);
  return json::parse(ran.output);
}

json effect_of(const json& report, const std::string& offer) {
  for (const auto& effect : report["offers"]) {
    if (effect["offer"] == offer) return effect;
  }
  FAIL("no such offer in the report: " << offer);
  return {};
}

std::vector<std::string> left_out(const json& report) {
  std::vector<std::string> names;
  for (const auto& one : report["not_repriced"]) {
    names.push_back(one["receipt"].get<std::string>() + " " + one["reason"].get<std::string>());
  }
  return names;
}

}  // namespace

TEST_CASE("shadow: the difference in yen and points, in all and by offer, of a journal that a terminal has open") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1", false, 3);
  sell(*terminal.operator->(), "T2", true, 1);
  const json report = shadow(terminal, kThirtyOff);
  CHECK(report["sales"] == 2);
  CHECK(report["entries"] == 2);
  CHECK(report["changed"] == 2);
  // As sold: 640 and 380. With 30 yen off each onigiri: 590 and 350.
  CHECK(report["total"]["before"] == 1020);
  CHECK(report["total"]["after"] == 940);
  CHECK(report["total"]["difference"] == -80);
  CHECK(report["discount"]["difference"] == 80);
  CHECK(effect_of(report, "onigiri-30")["difference"] == json({{"uses", 2}, {"discount", 120}, {"points", 0}}));
  CHECK(effect_of(report, "onigiri-2-260")["difference"] == json({{"uses", -1}, {"discount", -40}, {"points", 0}}));
  CHECK(effect_of(report, "bonus-7")["after"] == json({{"uses", 1}, {"discount", 0}, {"points", 7}}));
  CHECK(report["points"]["difference"] == effect_of(report, "bonus-7")["difference"]["points"].get<int>() +
                                              effect_of(report, "")["difference"]["points"].get<int>() +
                                              effect_of(report, "wednesday-double")["difference"]["points"].get<int>());
  CHECK(report["not_repriced"].empty());
  // The register was not disturbed.
  sell(*terminal.operator->(), "T3");
  CHECK(shadow(terminal, kThirtyOff)["sales"] == 3);
}

TEST_CASE("shadow: the offers as they were change nothing") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1", true, 3);
  sell(*terminal.operator->(), "T2", true, 2);
  std::ifstream file{KAZASU_SOURCE_DIR "/examples/data/offers.json"};
  const json report = shadow(terminal, {std::istreambuf_iterator<char>{file}, {}});
  CHECK(report["changed"] == 0);
  CHECK(report["total"]["difference"] == 0);
  CHECK(report["points"]["difference"] == 0);
  for (const auto& effect : report["offers"]) CHECK(effect["before"] == effect["after"]);
}

TEST_CASE("shadow: what is not repriced is named with its reason, and a voided sale counts for nothing") {
  PreparedTerminal terminal;
  terminal.open();
  const std::string voided = sell(*terminal.operator->(), "T1");
  const std::string kept = sell(*terminal.operator->(), "T2");
  give_back_one(*terminal.operator->(), "T3", kept);
  cancel(*terminal.operator->(), "T4", voided);
  const json report = shadow(terminal, kThirtyOff);
  CHECK(report["sales"] == 1);
  CHECK(report["total"]["before"] == 380);
  CHECK(left_out(report) ==
        std::vector<std::string>{"R1-1-000003 return", "R1-1-000004 void", voided + " voided_sale"});
}

TEST_CASE("shadow: without the terminal's keys, members' sales are named as not repriced") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1", true);
  sell(*terminal.operator->(), "T2", false);
  terminal.close();
  std::filesystem::remove_all(terminal.directory() / "keys");
  const json report = shadow(terminal, kThirtyOff);
  CHECK(report["sales"] == 1);
  CHECK(left_out(report) == std::vector<std::string>{"R1-1-000001 key_missing"});
}

TEST_CASE("shadow: offers that begin tomorrow are told as out of their period, or taken without it") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1");
  const std::string later =
      R"({"offers":[{"id":"next-year","when":{"valid_from":"2999-01-01"},"reward":{"basket_amount_off":{"amount":10}}}]})";
  json report = shadow(terminal, later);
  CHECK(report["discount"]["after"] == 0);
  CHECK(report["out_of_period"] == json({"next-year"}));
  report = shadow(terminal, later, {"--ignore-period"});
  CHECK(report["discount"]["after"] == 10);
  CHECK(report["out_of_period"].empty());
}

TEST_CASE("shadow: a file with a program changes the rules too") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1");
  const json report = shadow(terminal,
                             R"({"program":{"currency":"JPY","time_zone":"Asia/Tokyo","tax_mode":"TAX_EXCLUDED",
        "tax_rates":[{"tax_class":"standard","basis_points":1000},{"tax_class":"reduced","basis_points":1000}]}})");
  CHECK(report["total"]["after"] == 418);
}

TEST_CASE("shadow: a readable table in three languages") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1");
  const std::string offers = offers_file(terminal, kThirtyOff);
  const auto table = [&](const std::string& language) {
    return kazasu_tool(
               {"quote", "--shadow", offers, "--journal", terminal.directory().string(), "--language", language})
        .output;
  };
  CHECK(table("en").find("Onigiri 30 off (onigiri-30)") != std::string::npos);
  CHECK(table("en").find("1 sales repriced, 1 come out otherwise") != std::string::npos);
  CHECK(table("ja").find("1件の会計を再計算、うち1件が変わります") != std::string::npos);
  CHECK(table("zh").find("重新计算 1 笔交易") != std::string::npos);
}

TEST_CASE("shadow: what is wrong with the call is said with what to do") {
  PreparedTerminal terminal;
  terminal.open();
  sell(*terminal.operator->(), "T1");
  const std::string journal = terminal.directory().string();
  CHECK(kazasu_tool({"quote", "--shadow", "offers.json"}).errors.find("--journal") != std::string::npos);
  CHECK(kazasu_tool({"quote"}).status != 0);
  Ran ran =
      kazasu_tool({"quote", "--shadow", offers_file(terminal, "{\"offers\":[{\"id\":\"\"}]}"), "--journal", journal});
  CHECK(ran.status == 1);
  CHECK(ran.errors.find("offers.json: ") != std::string::npos);
  CHECK(ran.errors.find("offers[0]") != std::string::npos);
  ran = kazasu_tool({"quote", "--shadow", offers_file(terminal, kThirtyOff), "--journal", "/nowhere"});
  CHECK(ran.status == 1);
  CHECK(ran.errors.find("/nowhere") != std::string::npos);
}
