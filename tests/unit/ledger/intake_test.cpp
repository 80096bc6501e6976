#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/signature.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

struct Taking : TestLedger {
  TestTerminal r1{**this, "R1"};
};

TEST_CASE_METHOD(Taking, "intake: entries are acknowledged, posted and answered with their verdicts") {
  r1.sell({.account = "m-taro", .redeemed = 200, .awarded = 5});
  r1.sell({.account = ""});
  const auto answer = r1.send(**this);
  CHECK(answer.acknowledged_seq() == 2);
  CHECK(answer.acknowledged_hash() == r1.batch().entries(1).hash());
  CHECK(answer.ledger_unix_ms() == clock().wall_ms);
  REQUIRE(answer.verdicts_size() == 2);
  CHECK(answer.verdicts(0).number() == 1);
  CHECK(answer.verdicts(1).number() == 2);
  CHECK(answer.verdicts(1).decision() == v1::Verdict::ACCEPTED);
  CHECK(account("m-taro").points == 1'005);
  const Audit audit = require_whole();
  CHECK(audit.redeemed == 200);
  CHECK(audit.entries == 2);
}

TEST_CASE_METHOD(Taking, "intake: a repeat is acknowledged again with the same verdicts and posts nothing") {
  r1.sell({.account = "m-taro", .redeemed = 5'000});
  const auto first = r1.send(**this);
  reopen();
  const auto again = r1.send(**this);
  CHECK(again.acknowledged_seq() == first.acknowledged_seq());
  REQUIRE(again.verdicts_size() == 1);
  CHECK(again.verdicts(0).SerializeAsString() == first.verdicts(0).SerializeAsString());
  CHECK(account("m-taro").points == -3'800);
  CHECK(exception_reasons() == std::vector<std::string>{"overdraft"});
  require_whole();
}

TEST_CASE_METHOD(Taking,
                 "intake: entries of a wrong clock are booked; the first of a batch is an exception, with its hash") {
  const auto sell_at = [this](std::int64_t earliest_s, std::int64_t latest_s, bool unknown = false) {
    r1.sell({.account = ""});
    v1::EntryBody body;
    const v1::Batch all = r1.batch();
    REQUIRE(body.ParseFromString(all.entries(all.entries_size() - 1).body()));
    body.set_transaction_id(body.transaction_id() + "-c");
    body.mutable_clock()->set_earliest_s(earliest_s);
    body.mutable_clock()->set_latest_s(latest_s);
    body.mutable_clock()->set_latest_unknown(unknown);
    r1.append(v1::CHECKOUT, body.SerializeAsString());
  };
  sell_at(-2, 3);
  sell_at(59, 65);    // behind, by less than a minute
  sell_at(-65, -59);  // ahead, likewise
  sell_at(-2, 0, true);
  CHECK(r1.send(**this).verdicts_size() == 8);
  CHECK(exception_reasons().empty());
  sell_at(60, 65);
  sell_at(-9'000'000, -60);
  const auto answer = r1.send(**this, 9);
  for (const auto& verdict : answer.verdicts()) CHECK(verdict.decision() == v1::Verdict::ACCEPTED);
  CHECK(exception_reasons() == std::vector<std::string>{"clock_wrong"});
  REQUIRE((*this)->each_exception([&](const LedgerException& one) {
    CHECK(one.id.seq == 10);
    CHECK(one.hash_hex == to_hex(as_bytes(r1.batch(10, 10).entries(0).hash())));
  }));
  // Sent again, nothing is told again.
  (void)r1.send(**this, 9);
  CHECK(exception_reasons().size() == 1);
  sell_at(-90, -80);
  (void)r1.send(**this, 13);
  CHECK(exception_reasons().size() == 2);
}

TEST_CASE_METHOD(Taking, "intake: a batch of no entries tells the time and how far the ledger is") {
  r1.sell();
  (void)r1.send(**this);
  v1::Batch empty = r1.batch(1, 1);
  empty.set_prev_hash(empty.entries(0).hash());
  empty.clear_entries();
  r1.sign(empty);
  const auto answer = (*this)->take_batch(r1.client(), empty);
  REQUIRE(std::holds_alternative<v1::BatchAnswer>(answer));
  CHECK(std::get<v1::BatchAnswer>(answer).acknowledged_seq() == 1);
  CHECK(std::get<v1::BatchAnswer>(answer).ledger_unix_ms() == clock().wall_ms);
  CHECK(std::get<v1::BatchAnswer>(answer).verdicts_size() == 0);
}

TEST_CASE_METHOD(Taking, "intake: a batch that overlaps what is there adds only what is new") {
  r1.sell({.awarded = 1});
  r1.sell({.awarded = 2});
  (void)r1.send(**this);
  r1.sell({.awarded = 4});
  const auto answer = r1.send(**this, 2);
  CHECK(answer.acknowledged_seq() == 3);
  CHECK(answer.verdicts_size() == 2);
  CHECK(account("m-taro").points == 1'207);
}

TEST_CASE_METHOD(Taking, "intake: a gap is refused with the seq that is expected") {
  r1.sell();
  r1.sell();
  r1.sell();
  (void)r1.send(**this, 1, 1);
  const Refusal refusal = r1.send_refused(**this, r1.batch(3));
  CHECK(refusal.error.code == ErrorCode::journal_gap);
  CHECK(refusal.expected_seq == 2);
}

TEST_CASE_METHOD(Taking, "intake: a fork is refused and recorded once, and changes nothing") {
  TestTerminal copy{r1.enrollment(), r1.private_key_pem()};
  r1.sell({.awarded = 3});
  copy.sell({.awarded = 99});
  (void)r1.send(**this);
  CHECK(r1.send_refused(**this, copy.batch()).error.code == ErrorCode::journal_forked);
  CHECK(r1.send_refused(**this, copy.batch()).error.code == ErrorCode::journal_forked);
  CHECK(exception_reasons() == std::vector<std::string>{"journal_forked"});
  CHECK(account("m-taro").points == 1'203);

  SECTION("also when only the entries that follow are sent") {
    copy.sell();
    r1.sell();
    CHECK(r1.send_refused(**this, copy.batch(2)).error.code == ErrorCode::journal_forked);
  }
}

TEST_CASE_METHOD(Taking, "intake: one bad entry is refused and stored, the rest is posted") {
  r1.sell({.awarded = 1});
  r1.append(v1::CHECKOUT, "\xff\xff\xff");
  r1.append(static_cast<v1::EntryKind>(77), "");
  v1::EntryBody unreadable;
  unreadable.set_transaction_id("T");
  unreadable.set_business_date("2026-11-25");
  unreadable.mutable_checkout();
  unreadable.set_sealed_member(std::string(60, 'x'));
  r1.append(v1::CHECKOUT, unreadable.SerializeAsString());
  r1.sell({.awarded = 2});

  const auto answer = r1.send(**this);
  CHECK(answer.acknowledged_seq() == 5);
  REQUIRE(answer.verdicts_size() == 5);
  CHECK(answer.verdicts(1).reason() == "content_invalid");
  CHECK(answer.verdicts(2).reason() == "kind_unknown");
  CHECK(answer.verdicts(3).reason() == "member_unreadable");
  for (const int bad : {1, 2, 3}) CHECK(answer.verdicts(bad).decision() == v1::Verdict::REFUSED);
  CHECK(answer.verdicts(4).decision() == v1::Verdict::ACCEPTED);
  CHECK(account("m-taro").points == 1'203);
  CHECK(exception_reasons().size() == 3);
  require_whole();
}

TEST_CASE_METHOD(Taking, "intake: what the terminal did not sign is not taken") {
  r1.sell();
  r1.sell();
  v1::Batch batch = r1.batch();
  SECTION("a changed signature") {
    batch.mutable_signature()->back() ^= 1;
  }
  SECTION("a changed body") {
    batch.mutable_entries(0)->mutable_body()->back() ^= 1;
  }
  SECTION("a changed time") {
    batch.mutable_entries(0)->set_wall_unix_ms(1);
  }
  SECTION("an entry left out at the end") {
    batch.mutable_entries()->RemoveLast();
  }
  SECTION("another epoch") {
    batch.set_epoch(2);
  }
  CHECK(r1.send_refused(**this, batch).error.code == ErrorCode::signature_invalid);
  CHECK(require_whole().entries == 0);
}

TEST_CASE_METHOD(Taking, "intake: a terminal speaks for itself only, and for no epoch after its own") {
  TestTerminal r2{**this, "R2"};
  r1.sell();
  CHECK(r2.send_refused(**this, r1.batch()).error.code == ErrorCode::ledger_refused);
  v1::Batch later = r1.batch();
  later.clear_entries();
  later.set_epoch(2);
  r1.sign(later);
  CHECK(r1.send_refused(**this, later).error.code == ErrorCode::ledger_refused);
}

TEST_CASE_METHOD(Taking, "intake: a terminal enrolled again still delivers what it salvaged of its earlier epoch") {
  r1.sell({.awarded = 4});
  const TestTerminal again{**this, "R1"};
  v1::Batch salvaged = r1.batch();
  again.sign(salvaged);
  const auto answer = (*this)->take_batch(again.client(), salvaged);
  REQUIRE(std::holds_alternative<v1::BatchAnswer>(answer));
  CHECK(account("m-taro").points == 1'204);
  CHECK(require_whole().journals == 1);
}

TEST_CASE_METHOD(Taking, "intake: form is checked before anything else") {
  r1.sell();
  r1.sell();
  SECTION("a seq left out") {
    v1::Batch batch = r1.batch();
    batch.mutable_entries(1)->set_seq(3);
    r1.sign(batch);
    CHECK(r1.send_refused(**this, batch).error.code == ErrorCode::message_invalid);
  }
  SECTION("something before the first entry") {
    v1::Batch batch = r1.batch();
    batch.set_prev_hash(std::string(32, 'x'));
    r1.sign(batch);
    CHECK(r1.send_refused(**this, batch).error.code == ErrorCode::signature_invalid);
  }
  SECTION("an algorithm that is not known") {
    v1::Batch batch = r1.batch();
    batch.set_signature_algorithm("rot13");
    CHECK(r1.send_refused(**this, batch).error.code == ErrorCode::unsupported);
  }
}

TEST_CASE_METHOD(Taking, "intake: a batch of nothing tells how far the ledger is") {
  r1.sell();
  (void)r1.send(**this);
  v1::Batch nothing;
  nothing.set_terminal("R1");
  nothing.set_epoch(1);
  nothing.set_prev_hash(std::string(32, '\0'));
  r1.sign(nothing);
  const auto answer = (*this)->take_batch(r1.client(), nothing);
  REQUIRE(std::holds_alternative<v1::BatchAnswer>(answer));
  CHECK(std::get<v1::BatchAnswer>(answer).acknowledged_seq() == 1);
}

TEST_CASE_METHOD(Taking,
                 "intake: an identifier that the ledger knows is its member's, another makes a provisional account") {
  r1.sell({.account = "", .identifier = {"felica_idm", "0114B34D7E20C913"}, .awarded = 5});
  r1.sell({.account = "", .identifier = {"felica_idm", "0114B34D00000001"}, .awarded = 7});
  r1.sell({.account = "gone", .identifier = {"felica_idm", "0114B34D00000001"}, .awarded = 1});
  (void)r1.send(**this);
  CHECK(account("m-ken").points == 50);
  std::int64_t provisional = 0;
  REQUIRE((*this)->each_account([&](const AccountSummary& one) {
    if (one.provisional) provisional += one.points;
  }));
  CHECK(provisional == 8);
  require_whole();
}

TEST_CASE_METHOD(Taking, "intake: a coupon used at two terminals is adjusted at the second") {
  TestTerminal r2{**this, "R2"};
  r1.sell({.account = "m-hanako", .applied = {"coupon-coffee-50"}});
  r2.sell({.account = "m-hanako", .applied = {"coupon-coffee-50"}});
  CHECK(r1.send(**this).verdicts(0).decision() == v1::Verdict::ACCEPTED);
  const v1::Verdict second = r2.send(**this).verdicts(0);
  CHECK(second.decision() == v1::Verdict::ADJUSTED);
  CHECK(second.reason() == "coupon_used_twice");
}

TEST_CASE_METHOD(
    Taking, "intake: a return in the same batch as its sale reverses it; one of a sale that is not there is refused") {
  const std::uint64_t sale = r1.sell({.account = "m-taro", .redeemed = 100, .awarded = 6});
  r1.give_back(sale, "m-taro", 6, 100);
  r1.give_back(99, "m-taro", 6, 100);
  const auto answer = r1.send(**this);
  CHECK(answer.verdicts(1).decision() == v1::Verdict::ACCEPTED);
  CHECK(answer.verdicts(2).decision() == v1::Verdict::REFUSED);
  CHECK(answer.verdicts(2).reason() == "sale_unknown");
  CHECK(account("m-taro").points == 1'200);
  require_whole();
}

TEST_CASE_METHOD(Taking, "intake: a return reverses the account of its sale, whomever it names") {
  const std::uint64_t sale = r1.sell({.account = "m-taro", .awarded = 6});
  r1.give_back(sale, "m-ken", 6, 0);
  CHECK(r1.send(**this).verdicts(1).decision() == v1::Verdict::ACCEPTED);
  CHECK(account("m-taro").points == 1'200);
  CHECK(account("m-ken").points == 45);
}

TEST_CASE_METHOD(Taking, "intake: verdicts are numbered without gaps over all epochs of a terminal") {
  r1.sell();
  r1.sell();
  (void)r1.send(**this);
  TestTerminal again{**this, "R1"};
  again.sell();
  (void)again.send(**this);
  const auto verdicts = (*this)->verdicts(again.client(), 1);
  REQUIRE(verdicts);
  REQUIRE(verdicts->verdicts_size() == 2);
  CHECK(verdicts->verdicts(0).seq() == 2);
  CHECK(verdicts->verdicts(1).number() == 3);
  CHECK(verdicts->verdicts(1).epoch() == 2);
}

}  // namespace
}  // namespace kazasu::ledger
