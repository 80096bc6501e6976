// A terminal whose machine's clock is wrong: backwards, far ahead, after a reboot with no network.
#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/proto/entry_clock.hpp"
#include "local_store.hpp"
#include "machine_clock.hpp"
#include "prepared_terminal.hpp"
#include "terminal_parts.hpp"
#include "tool_process.hpp"

using namespace kazasu;
using nlohmann::json;

namespace {

constexpr std::int64_t kDay = 24 * kHour;

/// A prepared terminal on such a machine; its catalog has an offer from ten to twelve.
class Till {
 public:
  explicit Till(TimePolicy policy = TimePolicy::clock) : policy_(policy) {
    v1::Catalog catalog = example_catalog(2);
    catalog.set_issued_unix_ms(kTen - kDay);
    v1::Offer& offer = *catalog.mutable_offer_set()->add_offers();
    offer.set_id("ten-to-twelve");
    v1::Hours& hours = *offer.mutable_when()->add_hours();
    hours.set_from("10:00");
    hours.set_to("12:00");
    offer.mutable_reward()->mutable_basket_amount_off()->set_amount(7);
    prepared_.apply(catalog);
    open();
  }

  void open() {
    terminal_.reset();
    prepared_.configuration().time_policy = policy_;
    terminal_.emplace(open_on(machine, prepared_));
  }
  void close() { terminal_.reset(); }
  /// The ledger answers at once, with the true time.
  void reach_ledger() { ::reach_ledger(machine, *terminal_); }
  Receipt sell() {
    const std::string number = ::sell(*terminal_, "T" + std::to_string(++sold_));
    auto receipt = terminal_->receipt(number);
    REQUIRE(receipt.ok());
    return *receipt;
  }
  [[nodiscard]] v1::EntryClock last_entry() {
    auto entry = store().entry(store().journal().head().seq);
    REQUIRE(entry.ok());
    return entry->body.clock();
  }
  LocalStore& store() { return *TerminalParts::store(*terminal_); }
  Terminal* operator->() { return &*terminal_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return prepared_.directory(); }

  Machine machine;

 private:
  TimePolicy policy_;
  PreparedTerminal prepared_;
  std::optional<Terminal> terminal_;
  int sold_ = 0;
};

bool applied(const Receipt& receipt, std::string_view offer) {
  return std::any_of(receipt.quote.applied.begin(), receipt.quote.applied.end(),
                     [&](const AppliedOffer& one) { return one.offer == offer; });
}

bool withheld(const Receipt& receipt, std::string_view offer) {
  return std::any_of(receipt.quote.not_applied.begin(), receipt.quote.not_applied.end(),
                     [&](const NotAppliedOffer& one) { return one.offer == offer && one.condition == "clock"; });
}

/// Prices all of it again from the journal, with no catalog.
void check_replay(Till& till) {
  till.close();
  std::filesystem::remove(till.directory() / "catalog.db");
  const Ran replayed = kazasu_tool({"journal", "replay", till.directory().string(), "--json"});
  INFO(replayed.output);
  CHECK(replayed.status == 0);
  CHECK(json::parse(replayed.output)["same"].get<int>() > 0);
}

std::optional<ClockEvent> clock_event(Till& till) {
  while (auto event = till->wait(std::chrono::milliseconds{0})) {
    if (auto* clock = std::get_if<ClockEvent>(&*event)) return *clock;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("clock: with the ledger's time the interval is some seconds wide, and nothing is marked") {
  Till till;
  till.reach_ledger();
  till.sell();
  CHECK(till.last_entry().earliest_s() == -2);
  CHECK(till.last_entry().latest_s() == 3);
  CHECK_FALSE(till.last_entry().latest_unknown());
  CHECK(proto::wall_error_s(till.last_entry()) == 0);
  CHECK(till->clock_status().state == ClockStatus::State::verified);
  CHECK_FALSE(clock_event(till));
}

TEST_CASE("clock: set backwards, receipts and business dates go on as they were, and entries are marked") {
  Till till;
  till.reach_ledger();
  const Receipt before = till.sell();
  till.machine.true_ms += kHour;
  till.machine.wall_error_ms = -30 * kDay;
  const Receipt after = till.sell();
  CHECK(after.at.unix_ms >= before.at.unix_ms + kHour - 10'000);
  CHECK(after.at.unix_ms <= till.machine.true_ms);
  CHECK(after.business_date == before.business_date);
  CHECK(applied(after, "ten-to-twelve"));
  CHECK(proto::wall_error_s(till.last_entry()) < -29 * 86'400);
  const auto event = clock_event(till);
  REQUIRE(event);
  CHECK(event->status.state == ClockStatus::State::wrong);
  CHECK(clock_text(event->status, Language::en).find("30 days") == std::string::npos);
  CHECK(clock_text(event->status, Language::en).find("29 days") != std::string::npos);
  // Right again: told once.
  till.machine.wall_error_ms = 0;
  till.sell();
  const auto right = clock_event(till);
  REQUIRE(right);
  CHECK(right->status.state == ClockStatus::State::verified);
  check_replay(till);
}

TEST_CASE("clock: set far ahead, no offer opens or closes, and the next opening is not fooled") {
  Till till;
  till.reach_ledger();
  till.machine.wall_error_ms = 3'650 * kDay;
  const Receipt receipt = till.sell();
  CHECK(receipt.at.unix_ms <= kTen + 4'000);
  CHECK(applied(receipt, "ten-to-twelve"));
  CHECK(proto::wall_error_s(till.last_entry()) > 3'649 * 86'400);
  till.open();  // the same boot: what was kept still bounds the time
  CHECK(till->clock_status().state == ClockStatus::State::wrong);
  CHECK(till.sell().at.unix_ms <= kTen + 4'000);
  check_replay(till);
}

TEST_CASE("clock: a reboot with no network keeps the earliest; a wall clock of 1970 is not believed, a later one is") {
  Till till;
  till.reach_ledger();
  till.machine.true_ms += kHour;
  const Receipt before = till.sell();
  till.close();
  till.machine.reboot();
  till.machine.wall_error_ms = -till.machine.true_ms;
  till.open();
  const Receipt at_1970 = till.sell();
  CHECK(at_1970.at.unix_ms >= before.at.unix_ms - 10'000);
  CHECK(at_1970.business_date == before.business_date);
  CHECK(till.last_entry().latest_unknown());
  CHECK(proto::wall_error_s(till.last_entry()) < 0);
  CHECK(till->clock_status().state == ClockStatus::State::wrong);

  till.machine.wall_error_ms = 0;
  const Receipt right = till.sell();
  CHECK(right.at.unix_ms == till.machine.true_ms / 1'000 * 1'000);
  CHECK(till.last_entry().latest_unknown());
  CHECK(proto::wall_error_s(till.last_entry()) == 0);
  CHECK(till->clock_status().state == ClockStatus::State::unverified);
  till.reach_ledger();
  CHECK(till->clock_status().state == ClockStatus::State::verified);
}

TEST_CASE("clock: the earliest survives reboots by the entries alone") {
  Till till;
  till.reach_ledger();
  till.machine.true_ms += 100 * kDay;  // long after what was kept with the ledger's answer
  till.sell();
  for (int i = 0; i < 3; ++i) {
    till.close();
    till.machine.reboot();
    till.machine.wall_error_ms = -200 * kDay;
    till.open();
    // The monotonic clock may have run too fast by 100 days' thousandth.
    CHECK(till.store().clock().interval().earliest_unix_ms >= kTen + 99 * kDay);
    till.sell();
  }
}

TEST_CASE("clock: the strict policy withholds offers with a window while the time is not certain, and says why") {
  Till till{TimePolicy::strict};
  CHECK_FALSE(applied(till.sell(), "ten-to-twelve"));  // never told: the catalog's date alone is certain
  till.machine.true_ms += 60'000;
  till.reach_ledger();
  CHECK(applied(till.sell(), "ten-to-twelve"));
  till.machine.wall_error_ms = -3 * kHour;
  CHECK(applied(till.sell(), "ten-to-twelve"));
  till.close();
  till.machine.reboot();
  till.machine.wall_error_ms = 0;
  till.open();
  const Receipt unverified = till.sell();
  CHECK_FALSE(applied(unverified, "ten-to-twelve"));
  CHECK(withheld(unverified, "ten-to-twelve"));
  // A return of it prices as it was sold.
  CHECK_FALSE(::give_back_one(*till.operator->(), "V1", unverified.number).empty());
  check_replay(till);
}

TEST_CASE("clock: the lenient policy grants offers whose window any possible time is in") {
  Till till{TimePolicy::lenient};
  till.machine.true_ms = kTen - kHour;
  till.machine.booted_ms = kTen - 2 * kHour;
  CHECK(applied(till.sell(), "ten-to-twelve"));  // nothing bounds the time
  till.reach_ledger();
  CHECK_FALSE(applied(till.sell(), "ten-to-twelve"));
  till.machine.wall_error_ms = kHour + 60'000;
  CHECK_FALSE(applied(till.sell(), "ten-to-twelve"));
  check_replay(till);
}

TEST_CASE("clock: a ledger whose time is before what was recorded is not believed, and staff are told") {
  Till till;
  till.reach_ledger();
  till.sell();
  REQUIRE(till.store().take_ledger_time(kTen - kDay, till.store().clock().read()).ok());
  CHECK(till->clock_status().state == ClockStatus::State::disputed);
  till.sell();
  REQUIRE(clock_event(till));
  till.reach_ledger();
  CHECK(till->clock_status().state == ClockStatus::State::verified);
}

TEST_CASE("clock: a damaged row of what was kept is ignored, not believed") {
  Till till;
  till.reach_ledger();
  till.sell();
  till.close();
  {
    SQLite::Database file{(till.directory() / "journal.db").string(), SQLite::OPEN_READWRITE};
    file.exec("UPDATE time_anchor SET earliest_unix_ms = earliest_unix_ms + 4000000000000");
  }
  till.open();
  CHECK(till.store().clock().interval().earliest_unix_ms < kTen + 1'000);
  CHECK_FALSE(till.store().clock().interval().latest_unix_ms);
}

TEST_CASE("clock: the tool shows which entries were recorded by a wrong clock") {
  Till till;
  till.reach_ledger();
  till.sell();
  till.machine.wall_error_ms = -kDay;
  till.sell();
  till.close();
  const Ran shown = kazasu_tool({"journal", "show", till.directory().string()});
  CHECK(shown.output.find("clock wrong by -863") != std::string::npos);
  const Ran as_json = kazasu_tool({"journal", "show", till.directory().string(), "--json"});
  std::istringstream lines{as_json.output};
  std::string first, second;
  std::getline(lines, first);
  std::getline(lines, second);
  CHECK_FALSE(json::parse(first).contains("clock_error_s"));
  CHECK(json::parse(second)["clock_error_s"].get<int>() < -86'000);
}

TEST_CASE("clock: a tool judges the machine's clock by what the journal keeps, also while the terminal is closed") {
  Till till;
  till.reach_ledger();
  till.sell();
  till.close();
  MachineClock clock{till.machine};
  const auto state = [&] {
    const auto status = clock_status_of(till.directory(), clock);
    REQUIRE(status.ok());
    return status->state;
  };
  CHECK(state() == ClockStatus::State::verified);
  till.machine.wall_error_ms = 90'000;
  CHECK(state() == ClockStatus::State::wrong);
  till.machine.reboot();
  CHECK(state() == ClockStatus::State::unverified);
  till.machine.wall_error_ms = -kDay;
  CHECK(state() == ClockStatus::State::wrong);
}

TEST_CASE("clock: kazasu doctor says that the machine's clock is before what the terminal recorded") {
  Till till;
  drivers::SystemClock real;
  till.machine.true_ms = real.wall_unix_ms() + 400 * kDay;
  till.reach_ledger();
  till.sell();
  till.close();
  std::ofstream{till.directory() / "kazasu.toml"} << "directory = \".\"\ndevices = []\n";
  const Ran ran = kazasu_tool({"doctor", (till.directory() / "kazasu.toml").string(), "--json", "--language", "en"});
  INFO(ran.output << ran.errors);
  CHECK(ran.status == 1);
  bool found = false;
  const json report = json::parse(ran.output);
  for (const auto& check : report["checks"]) {
    if (check["subject"] != "time") continue;
    found = true;
    CHECK(check["finding"] == "time_wrong");
    CHECK(check["detail"].get<std::string>().find("days") != std::string::npos);
  }
  CHECK(found);
}
