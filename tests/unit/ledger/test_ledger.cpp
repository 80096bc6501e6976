#include "ledger/test_ledger.hpp"

#include <catch2/catch_test_macros.hpp>

namespace kazasu::ledger {

std::filesystem::path example_data() {
  return std::filesystem::path{KAZASU_SOURCE_DIR} / "examples" / "data";
}

TestLedger::TestLedger() {
  REQUIRE(Ledger::initialize({database()}, {"localhost", "127.0.0.1"}, keys_, root_keys_, {}, clock_, entropy_));
  reopen();
  const auto loaded = ledger_->load(example_data());
  INFO((loaded ? std::string{} : describe(loaded.error())));
  REQUIRE(loaded);
}

void TestLedger::reopen() {
  ledger_.reset();
  auto opened = Ledger::open({database()}, keys_, clock_, entropy_);
  REQUIRE(opened);
  ledger_ = std::move(*opened);
}

AccountSummary TestLedger::account(const std::string& id) {
  AccountSummary found;
  REQUIRE(ledger_->each_account([&](const AccountSummary& one) {
    if (one.account_id == id) found = one;
  }));
  REQUIRE(found.account_id == id);
  return found;
}

std::vector<std::string> TestLedger::exception_reasons() {
  std::vector<std::string> reasons;
  REQUIRE(ledger_->each_exception([&](const LedgerException& one) { reasons.push_back(one.reason); }));
  return reasons;
}

std::vector<Posting> TestLedger::postings_of(const std::string& account_id) {
  std::vector<Posting> postings;
  REQUIRE(ledger_->each_posting([&](const RecordedPosting& one) {
    if (one.account_id == account_id) postings.push_back(one.posting);
  }));
  return postings;
}

Audit TestLedger::require_whole() {
  auto audit = ledger_->verify();
  REQUIRE(audit);
  CHECK(audit->problems == std::vector<std::string>{});
  return *audit;
}

}  // namespace kazasu::ledger
