// docs/protocol.md against the real ledger: a terminal in another language, made of curl, protoc and openssl.
#include <signal.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "ledger_process.hpp"

namespace kazasu::ledger {
namespace {

TEST_CASE(
    "protocol: a terminal written from its page enrols, fetches a catalog, delivers, and is refused as the page says") {
  LedgerProcess ledger;
  ledger.serve();
  const std::string code = ledger.enrollment_code("R9");
  const Finished by_hand =
      run({"python3", KAZASU_SOURCE_DIR "/tests/integration/protocol/by_hand.py", KAZASU_SOURCE_DIR "/proto",
           ledger.url(), (ledger.folder() / "ledger" / "authority.pem").string(), code, ledger.folder().string()});
  REQUIRE(by_hand.status == 0);
  const auto seen = nlohmann::json::parse(by_hand.output);

  CHECK(seen["enrolled"] == nlohmann::json{{"status", 200}, {"terminal", "R9"}, {"epoch", 1}});
  CHECK(seen["catalog"]["root_signatures"] == 3);
  CHECK(seen["catalog"]["root_version"] == 1);
  CHECK(seen["catalog"]["chained"] == true);
  CHECK(seen["catalog"]["terminal"] == "R9");
  CHECK(seen["catalog"]["no_such_chunk"] == 404);
  CHECK(seen["catalog"]["members"] == 4);
  CHECK(seen["catalog"]["again"] == 304);
  CHECK(seen["delivered"]["acknowledged_seq"] == 2);
  CHECK(seen["delivered"]["acknowledged_hash"] == seen["last_hash"]);
  CHECK(seen["delivered"]["verdicts"] == 2);
  CHECK(seen["delivered_again"] == seen["delivered"]);
  CHECK(seen["gap"] == nlohmann::json{{"status", 409}, {"code", "journal_gap"}, {"expected_seq", 3}});
  CHECK(seen["fork"]["code"] == "journal_forked");
  CHECK(seen["tampered"]["code"] == "signature_invalid");
  CHECK(seen["held"]["points"] == 200);
  CHECK(seen["held_again"] == seen["held"]);
  CHECK(seen["not_held"] == nlohmann::json{{"status", 409}, {"code", "redeem_not_allowed"}});
  CHECK(seen["released"] == 0);
  CHECK(seen["renewed"] == nlohmann::json{{"status", 200}, {"same_root", true}});
  CHECK(seen["under_the_new_key"] == 3);
  CHECK(seen["under_the_old_key"] == nlohmann::json{{"status", 403}, {"code", "not_enrolled"}, {"expected_seq", 0}});
  CHECK(seen["verdicts_since_1"] == nlohmann::json{2, 2});

  // Booked once, although the first two were delivered twice.
  const Finished accounts = ledger.command("accounts", {"--json"});
  for (const auto& row : nlohmann::json::parse(accounts.output)) {
    if (row["account"] == "m-taro") CHECK(row["points"] == 1'200 + 5 + 7 + 1);
  }
  CHECK(nlohmann::json::parse(ledger.command("verify", {"--json"}).output)["whole"] == true);
  CHECK(ledger.end(SIGTERM) == 0);
}

}  // namespace
}  // namespace kazasu::ledger
