// kazasu journal replay: every entry priced again must give the same bytes, and a planted difference is found.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "kazasu/journal/journal.hpp"
#include "kazasu/journal/journal_reader.hpp"
#include "prepared_terminal.hpp"
#include "tool_process.hpp"

using namespace kazasu;
using nlohmann::json;

namespace {

/// Makes the journal anew with an entry changed before it was hashed: a sound chain around a wrong price.
template <class Change>
void plant(const PreparedTerminal& terminal, std::uint64_t seq, const Change& change) {
  const auto file = terminal.journal_file();
  std::vector<v1::Entry> entries;
  std::vector<journal::Document> documents;
  {
    const auto reader = journal::JournalReader::open(file);
    REQUIRE(reader.ok());
    REQUIRE((*reader)
                ->for_each([&](const v1::Entry& entry) {
                  entries.push_back(entry);
                  return true;
                })
                .ok());
    for (const v1::Entry& entry : entries) {
      v1::EntryBody body;
      REQUIRE(body.ParseFromString(entry.body()));
      if (!body.has_checkout()) continue;
      const auto name = proto::digest_from(as_bytes(body.checkout().offer_set()), "offer_set");
      documents.push_back({"kazasu.offers.v1", *name, *(*reader)->document(*name)});
    }
  }
  std::filesystem::remove(file);
  const auto journal = journal::Journal::open({.file = file, .terminal = "R1", .epoch = 1, .vfs = {}});
  REQUIRE(journal.ok());
  REQUIRE((*journal)->add_documents(documents).ok());
  for (const v1::Entry& entry : entries) {
    v1::EntryBody body;
    REQUIRE(body.ParseFromString(entry.body()));
    if (entry.seq() == seq) change(body);
    REQUIRE((*journal)
                ->append({.kind = entry.kind(),
                          .wall_unix_ms = entry.wall_unix_ms(),
                          .monotonic_ns = entry.monotonic_ns(),
                          .transaction_id = body.transaction_id(),
                          .business_date = body.business_date(),
                          .body = body.SerializeAsString()})
                .ok());
  }
}

void work(PreparedTerminal& terminal) {
  Terminal& open = terminal.open();
  const std::string first = sell(open, "T1");
  const std::string second = sell(open, "T2", true, 3);
  give_back_one(open, "T3", second);
  cancel(open, "T4", second);
  cancel(open, "T5", first);
}

json replay(const PreparedTerminal& terminal, int status) {
  const Ran ran = kazasu_tool({"journal", "replay", terminal.directory().string(), "--json"});
  INFO(ran.output << ran.errors);
  REQUIRE(ran.status == status);
  return json::parse(ran.output);
}

}  // namespace

TEST_CASE("replay: sales, returns and voids come to the same bytes, also while the terminal sells") {
  PreparedTerminal terminal;
  work(terminal);
  CHECK(replay(terminal, 0) == json({{"same", 5}, {"different", 0}, {"not_replayed", json::array()}}));
}

TEST_CASE("replay: old receipts reprice by the offers of their day when the catalog has long changed") {
  PreparedTerminal terminal;
  work(terminal);
  terminal.close();
  auto catalog = example_catalog(2);
  catalog.mutable_offer_set()->clear_offers();
  terminal.apply(catalog);
  sell(terminal.open(), "T9", true, 3);
  terminal.close();
  std::filesystem::remove(terminal.directory() / "catalog.db");  // the journal alone is enough
  CHECK(replay(terminal, 0)["same"] == 6);
}

TEST_CASE("replay: a planted difference is found and told field by field") {
  struct Planted {
    std::uint64_t seq;
    const char* field;
    const char* recorded;
    const char* repriced;
    void (*change)(v1::EntryBody&);
  };
  const std::vector<Planted> planted{
      {1, "checkout.quote.total", "381", "380",
       [](v1::EntryBody& body) { body.mutable_checkout()->mutable_quote()->set_total(381); }},
      {2, "checkout.quote.lines[0].unit_nets[1]", "131", "130",
       [](v1::EntryBody& body) { body.mutable_checkout()->mutable_quote()->mutable_lines(0)->set_unit_nets(1, 131); }},
      {3, "return.booked.cash", "129", "130",
       [](v1::EntryBody& body) { body.mutable_return_()->mutable_booked()->set_cash(129); }},
      {5, "return.released_coupons[0]", "\"given-away\"", "",
       [](v1::EntryBody& body) { body.mutable_return_()->add_released_coupons("given-away"); }},
  };
  for (const Planted& one : planted) {
    INFO(one.field);
    PreparedTerminal terminal;
    work(terminal);
    terminal.close();
    plant(terminal, one.seq, one.change);
    const json answer = replay(terminal, 1);
    CHECK(answer["different"] == 1);
    CHECK(answer["same"] == 4);
    CHECK(answer["first_difference"] == json({{"receipt", "R1-1-00000" + std::to_string(one.seq)},
                                              {"field", one.field},
                                              {"recorded", one.recorded},
                                              {"repriced", one.repriced}}));
  }
}

TEST_CASE("replay: an input that was changed shows in the price") {
  PreparedTerminal terminal;
  work(terminal);
  terminal.close();
  plant(terminal, 1,
        [](v1::EntryBody& body) { body.mutable_checkout()->mutable_basket()->mutable_lines(1)->set_unit_price(100); });
  const Ran ran = kazasu_tool({"journal", "replay", terminal.directory().string()});
  CHECK(ran.status == 1);
  CHECK(ran.output.find("checkout.quote.") != std::string::npos);
  CHECK(ran.output.find("recorded") != std::string::npos);
}

TEST_CASE("replay: what cannot be priced again is named, and is no success") {
  PreparedTerminal terminal;
  work(terminal);
  terminal.close();
  std::filesystem::remove_all(terminal.directory() / "keys");
  const json answer = replay(terminal, 2);
  CHECK(answer["same"] == 2);
  CHECK(answer["not_replayed"].size() == 3);
  CHECK(answer["not_replayed"][0]["reason"] == "key_missing");
}

TEST_CASE("replay: an entry priced by newer rules is not called a difference") {
  PreparedTerminal terminal;
  work(terminal);
  terminal.close();
  plant(terminal, 1, [](v1::EntryBody& body) { body.mutable_checkout()->set_pricing_rules(99); });
  const json answer = replay(terminal, 2);
  CHECK(answer["different"] == 0);
  CHECK(answer["not_replayed"][0]["reason"] == "unsupported");
}
