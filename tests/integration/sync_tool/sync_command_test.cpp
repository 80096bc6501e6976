#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "enrolled_terminal.hpp"
#include "kazasu/journal/journal.hpp"
#include "tool_process.hpp"

using namespace kazasu;
using nlohmann::json;

namespace {

/// The terminal of this process, and `kazasu sync` in another.
class Store {
 public:
  [[nodiscard]] Ran sync(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"sync", (terminal.ledger.folder() / "kazasu.toml").string()});
    return kazasu_tool(options);
  }
  [[nodiscard]] json sync_json(std::vector<std::string> options = {}) const {
    options.emplace_back("--json");
    const Ran ran = sync(options);
    INFO(ran.output << ran.errors);
    json answer = json::parse(ran.output);
    answer["status"] = ran.status;
    return answer;
  }
  void sell(int sales) {
    for (int i = 0; i < sales; ++i) {
      auto checkout = terminal->begin_checkout({.transaction_id = "T" + std::to_string(++sold_), .clerk = "7"});
      REQUIRE(checkout.ok());
      REQUIRE(checkout->add({.product = "4912345000019"}).ok());
      REQUIRE(checkout->commit({.tenders = {{"cash", checkout->quote().due}}}).ok());
    }
  }
  void end_ledger() { terminal.ledger.end(SIGTERM); }

  EnrolledTerminal terminal;

 private:
  int sold_ = 0;
};

}  // namespace

TEST_CASE("kazasu sync: nothing waits, and it is said so beside the running terminal") {
  Store store;
  const json status = store.sync_json();
  CHECK(status["status"] == 0);
  CHECK(status["running"] == true);
  CHECK(status["waiting"] == 0);
  CHECK(status["terminal"] == "R1");
  CHECK_FALSE(status.contains("waits_since"));
  CHECK(status["last_attempt"]["reached"] == true);
  CHECK_FALSE(status["last_attempt"].contains("error"));
  CHECK(store.sync({"--language", "en"}).output.find("Everything is at the center.") != std::string::npos);
}

TEST_CASE("kazasu sync: what waits, since when and why; --now tries, and sends when the ledger is there") {
  Store store;
  store.sell(1);
  CHECK(store.sync_json({"--now"})["waiting"] == 0);
  store.end_ledger();
  store.sell(2);
  json status = store.sync_json();
  CHECK(status["status"] == 1);
  CHECK(status["waiting"] == 2);
  CHECK(status["waits_for_s"] >= 0);
  CHECK(status["waits_for_s"] < 60);

  status = store.sync_json({"--now"});
  CHECK(status["status"] == 1);
  CHECK(status["waiting"] == 2);
  CHECK(status["last_attempt"]["reached"] == false);
  CHECK(status["last_attempt"]["error"]["code"] == "network_unreachable");
  CHECK(status["last_attempt"]["failures"] >= 1);
  CHECK(status["last_attempt"].contains("next_attempt"));
  const int failures = status["last_attempt"]["failures"];
  CHECK(store.sync_json({"--now"})["last_attempt"]["failures"] > failures);
  const std::pair<const char*, const char*> words[] = {
      {"en", "2 entries wait"}, {"ja", "2件が送信待ちです"}, {"zh", "有 2 条记录待发送"}};
  for (const auto& [language, said] : words) {
    const Ran ran = store.sync({"--language", language});
    INFO(ran.output);
    CHECK(ran.status == 1);
    CHECK(ran.output.find(said) != std::string::npos);
    CHECK(ran.output.find("network_unreachable") != std::string::npos);
  }

  store.terminal.serve_again();
  status = store.sync_json({"--now"});
  CHECK(status["status"] == 0);
  CHECK(status["waiting"] == 0);
  CHECK(status["acknowledged"] == 3);
  CHECK(status["last_attempt"]["failures"] == 0);
}

TEST_CASE("kazasu sync: without a terminal that runs, --now sends in its place") {
  Store store;
  store.end_ledger();
  store.sell(3);
  store.terminal.stop();
  json status = store.sync_json();
  CHECK(status["running"] == false);
  CHECK(status["waiting"] == 3);
  CHECK(store.sync({"--language", "en"}).output.find("No terminal runs here") != std::string::npos);
  status = store.sync_json({"--now"});
  CHECK(status["waiting"] == 3);
  CHECK(status["last_attempt"]["error"]["code"] == "network_unreachable");
  store.terminal.serve_again();
  status = store.sync_json({"--now"});
  INFO(status.dump(2));
  CHECK(status["status"] == 0);
  CHECK(status["waiting"] == 0);
  CHECK(status["acknowledged"] == 3);
  CHECK(store.sync({"--language", "en"}).output.find("No terminal runs here") == std::string::npos);  // nothing waits
}

TEST_CASE("kazasu sync: what the ledger refused or booked otherwise, with what staff should do") {
  Store store;
  store.end_ledger();
  store.sell(2);
  store.terminal.stop();
  {
    auto journal = journal::Journal::open(
        {.file = store.terminal.ledger.folder() / "store" / "journal.db", .terminal = "R1", .epoch = 1, .vfs = {}});
    REQUIRE(journal.ok());
    v1::Verdict refused;
    refused.set_number(1);
    refused.set_epoch(1);
    refused.set_seq(1);
    refused.set_decision(v1::Verdict::REFUSED);
    refused.set_reason("content_invalid");
    v1::Verdict adjusted;
    adjusted.set_number(2);
    adjusted.set_epoch(1);
    adjusted.set_seq(2);
    adjusted.set_decision(v1::Verdict::ADJUSTED);
    adjusted.set_reason("overdraft");
    adjusted.set_points_difference(-30);
    REQUIRE((*journal)->record_verdicts(std::vector{refused, adjusted}).ok());
  }
  const json verdicts = store.sync_json({"--language", "en"})["not_as_sold"];
  REQUIRE(verdicts.size() == 2);
  CHECK(verdicts[0]["receipt"] == "R1-1-000001");
  CHECK(verdicts[0]["decision"] == "refused");
  CHECK(verdicts[0]["for_staff"].get<std::string>().find("call support") != std::string::npos);
  CHECK(verdicts[1]["decision"] == "adjusted");
  CHECK(verdicts[1]["points_difference"] == -30);
  const std::string text = store.sync({"--language", "en"}).output;
  CHECK(text.find("Not booked by the center:\n  R1-1-000001") != std::string::npos);
  CHECK(text.find("-30 points") != std::string::npos);
}

TEST_CASE("kazasu sync: a folder without a journal is an error by name") {
  Store store;
  store.terminal.stop();
  std::filesystem::remove(store.terminal.ledger.folder() / "store" / "journal.db");
  const Ran ran = store.sync({"--json"});
  CHECK(ran.status == 1);
  CHECK(json::parse(ran.output)["error"]["code"] == "file_unreadable");
}
